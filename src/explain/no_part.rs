//! That there is no reward to tell of, because a site takes no part in what was asked
//! for.

use super::sentences;
use crate::assess::json::SiteJson;
use crate::cohort::Cohort;
use crate::name::Id;
use crate::period::Period;
use crate::scheme::Site;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// A site that takes no part with a cohort.
#[derive(Debug, Clone)]
pub(crate) struct NoPart {
    pub(crate) site: Arc<Site>,
    pub(crate) cohort: Cohort,
    /// The test period in which it takes no part; `None` for all.
    pub(crate) period: Option<Arc<Period>>,
}

impl NoPart {
    /// `Hackney (E09000012), young people: takes no part`.
    pub(crate) fn title(&self) -> String {
        sentences::title_of_no_part(&self.site, self.cohort, self.period.as_deref())
    }

    /// The sentence that says so.
    pub(crate) fn why(&self) -> String {
        sentences::takes_no_part(&self.site, self.cohort, self.period.as_deref())
    }

    /// The id of the test period; `None` for all.
    pub(crate) fn period_id(&self) -> Option<&Id> {
        self.period.as_deref().map(|period| &period.id)
    }
}

impl Serialize for NoPart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Json<'a> {
            site: SiteJson<'a>,
            cohort: Cohort,
            period: Option<&'a Id>,
            why: String,
        }
        let json = Json {
            site: SiteJson::of(&self.site),
            cohort: self.cohort,
            period: self.period_id(),
            why: self.why(),
        };
        json.serialize(serializer)
    }
}
