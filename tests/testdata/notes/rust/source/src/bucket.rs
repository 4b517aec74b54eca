//! One bucket for each client.

use crate::clock::now;
use serde::Serialize;
use std::collections::HashMap;

/// How many tokens a new bucket has.
pub const BURST: u32 = 10;

/// One client's allowance.
///
/// # Examples
///
/// ```
/// let mut bucket = Bucket::new(3);
/// assert!(bucket.take(1).is_ok());
/// ```
#[derive(Debug, Clone, Serialize)]
pub struct Bucket<'a> {
    left: u32,
    name: &'a str,
}

/// Why nothing was taken.
#[derive(Debug)]
pub enum Refused {
    /// Nothing is left.
    Empty,
}

impl<'a> Bucket<'a> {
    pub fn new(left: u32) -> Self {
        Bucket { left, name: "" }
    }

    /// Takes `n` tokens, see [`Refused`].
    pub fn take(&mut self, n: u32) -> Result<u32, Refused> {
        let _ = now();
        Ok(self.left - n)
    }

    fn refill(&mut self) {}
}

/// What can be emptied.
pub trait Drain {
    fn drain<T: Into<u32>>(&mut self, rest: T) -> HashMap<String, u32>;
}

#[macro_export]
macro_rules! bucket {
    () => { Bucket::new(BURST) };
}
