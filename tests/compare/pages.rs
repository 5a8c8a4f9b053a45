//! How a revision reads, and that nothing which differs is passed over.

use crate::small::{Version, between};
use justice_reinvestment::wording::{Paper, width};
