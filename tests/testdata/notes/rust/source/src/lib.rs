//! Rate limits for small services.

pub mod bucket;
pub mod clock;

pub use bucket::Bucket;
