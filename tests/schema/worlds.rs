//! Small schemes and counts made for these tests: together they write every key.

/// A scheme with every key there is, some of them not everywhere.
pub const TOWN: &str = r#"schema = "justice-reinvestment/scheme/1"

[scheme]
id = "town"
title = "A town and a port with invented counts"
currency = "GBP"
data = "invented"
codes = "free"

[[source]]
id = "tariff"
title = "Tariff of the town"
publisher = "Partnership of the town"
date = "2010-11"
url = "urn:example:tariff"
says = "what each service costs, in the prices of the year"
valid_to = 2012-03-31

[[source]]
id = "minutes"
title = "Minutes of the partnership"
publisher = "Partnership of the town"
date = "2010"

[baseline]
id = "baseline"
title = "baseline year"
from = 2010-07-01
to = 2011-06-30

[[test]]
id = "year_1"
title = "first test year"
from = 2011-07-01
to = 2012-06-30

[[test]]
id = "year_2"
from = 2012-07-01
to = 2013-06-30

[cohort.adult]
threshold = "2.5%"
threshold_met = "more_than"
bands = [{ up_to = "5%", share = "0%" }, { share = "100%" }]
sources = ["minutes"]

[cohort.youth]
terms = "ljr-flat-half"

[rounding]
reward = "half_away_from_zero"

[[metric]]
id = "custody"
title = "Custodial sentences"
unit = "sentence"
basis = "sentenced"
area_basis = "home"
stands_for = "nights in custody"

[[metric]]
id = "arrests"
title = "Arrests"
unit = "arrest"
basis = "arrested"
stands_for = "demand on the police"

[[price]]
metric = "custody"
cohort = "adult"
amount = "1234.50"
price_year = "2010-11"
status = "reported"
source = "tariff"
to = 2011-06-30

[[price]]
metric = "custody"
cohort = "adult"
amount = "1300.005"
price_year = "2011"
status = "illustrative"
note = "invented"
from = 2011-07-01

[[price]]
metric = "custody"
cohort = "youth"
amount = "900.00"
price_year = "2010-11"
status = "illustrative"
note = "invented"
to = 2011-06-30

[[price]]
metric = "custody"
cohort = "youth"
amount = "950.00"
price_year = "2011-12"
status = "published"
source = "tariff"
from = 2011-07-01

[[site]]
code = "town"
name = "The town"
cohorts = ["adult", "youth"]
areas = ["town.north", "town-south"]
periods = ["year_1"]

[[site]]
code = "port"
name = "The port"
cohorts = ["adult"]

[[assumption]]
what = "The court of the town sits as often in each year"
why = "no closure was announced"
effect = "a week less would be some two sentences"
reliability = "medium"
date = 2011-05-14
by = "An analyst of the town"
signed_by = "The partnership's board"

[[assumption]]
what = "The port's police record as the town's do"
reliability = "low"

[[assumption]]
what = "Every arrest is in the counts"
reliability = "high"

[[decision]]
what = "The port takes part without its young people"
why = "their service counts by home, the town's by court"
date = 2011-05-14
by = "The partnership's board"
"#;

/// The smallest scheme, its tables written in line.
pub const IN_LINE: &str = r#"
schema = "justice-reinvestment/scheme/1"
scheme = { id = "small", title = "Small", currency = "GBP", data = "real", codes = "free" }
source = []
baseline = { id = "before", from = 2010-01-01, to = 2010-12-31 }
test = [{ id = "after", from = 2011-01-01, to = 2011-12-31 }]
cohort = { youth = { terms = "ljr-bands" } }
rounding = { reward = "half_away_from_zero" }
metric = [{ id = "nights", title = "Nights in custody", unit = "night", basis = "held" }]
price = [{ metric = "nights", cohort = "youth", amount = "1", price_year = "2010", status = "illustrative", note = "invented" }]
site = [{ code = "1", name = "One", cohorts = ["youth"] }]
"#;

/// The counts of the town: some are missing, in groups and whole.
pub const COUNTS_OF_THE_TOWN: &str = "\
area_code,cohort,period,metric,group,count,status
town.north,adult,baseline,custody,theft,,[c]
town.north,adult,baseline,custody,other,30,[e]
town.north,adult,year_1,custody,theft,20,[r]
town.north,adult,year_1,custody,other,,[x]
town-south,adult,baseline,custody,,40,[p][b]
town-south,adult,year_1,custody,,36,[f]
town.north,youth,baseline,custody,,,[x]
town.north,youth,year_1,custody,,5,
town-south,youth,baseline,custody,,4,
town-south,youth,year_1,custody,,3,
town-south,adult,baseline,arrests,,,[c]
town-south,adult,year_1,arrests,,100,
town.north,adult,baseline,arrests,,,[z]
town.north,adult,year_1,arrests,,7,
town.north,youth,baseline,arrests,,3,
town.north,youth,year_1,arrests,,,[z]
";

/// The counts of the port: those of a watched metric for some periods only.
pub const COUNTS_OF_THE_PORT: &str = "\
area_code,cohort,period,metric,count
port,adult,baseline,custody,100
port,adult,year_1,custody,90
port,adult,year_2,custody,80
port,adult,baseline,arrests,70
port,adult,year_1,arrests,70
";

/// A scheme of which nothing must be announced: it calls its counts real, and its
/// prices are published. (They are made up for these tests all the same.)
pub const VILLAGE: &str = r#"schema = "justice-reinvestment/scheme/1"

[scheme]
id = "village"
title = "A village"
currency = "GBP"
data = "real"
codes = "free"

[[source]]
id = "tariff"
title = "Tariff of the village"
publisher = "Partnership of the village"
date = "2010-11"

[baseline]
id = "2010"
from = 2010-01-01
to = 2010-12-31

[[test]]
id = "2011"
from = 2011-01-01
to = 2011-12-31

[cohort.adult]
terms = "ljr-bands"

[rounding]
reward = "half_away_from_zero"

[[metric]]
id = "custody"
title = "Custodial sentences"
unit = "sentence"
basis = "sentenced"

[[metric]]
id = "orders"
title = "Community orders"
unit = "order"
basis = "sentenced"

[[price]]
metric = "custody"
cohort = "adult"
amount = "100.00"
price_year = "2010"
status = "published"
source = "tariff"

[[price]]
metric = "orders"
cohort = "adult"
amount = "10.00"
price_year = "2010"
status = "published"
source = "tariff"

[[site]]
code = "village"
name = "Village"
cohorts = ["adult"]

[[site]]
code = "hamlet"
name = "Hamlet"
cohorts = ["adult"]
"#;

/// Both counts of the village in 2011 are missing, and of the hamlet's sentences a
/// group in either year.
pub const COUNTS_OF_THE_VILLAGE: &str = "\
area_code,cohort,period,metric,count,status,group
village,adult,2010,custody,10,,
village,adult,2010,orders,10,,
village,adult,2011,custody,,[x],
village,adult,2011,orders,,[x],
hamlet,adult,2010,custody,10,,theft
hamlet,adult,2010,custody,,[c],fraud
hamlet,adult,2011,custody,,[c],theft
hamlet,adult,2011,custody,10,,fraud
hamlet,adult,2010,orders,10,,
hamlet,adult,2011,orders,10,,
";
