//! Which library computed a result, of which version.

use serde::{Deserialize, Serialize};

/// What computed a result.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Library {
    /// The crate's name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The commit that it was built from; `None` where the build did not know it, as a
    /// development build does not, or where files had been changed.
    pub commit: Option<String>,
}

impl Library {
    /// This library.
    #[must_use]
    pub fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: option_env!("REINVEST_COMMIT").map(str::to_owned),
        }
    }
}
