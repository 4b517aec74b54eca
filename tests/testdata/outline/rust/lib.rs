// Copyright 2020
//! crate doc
//! more
use std::{io::{self, Read}, fmt::*};
pub use crate::a::b as c;
mod x;
/// Doc
#[derive(Debug)]
// plain
pub struct Foo<T> { a: T }
pub(crate) enum E { A }
/** t */
pub trait Tr { const Q: u8; fn m(&self); fn d(&self) {} }
impl<T> Foo<T> { pub fn new(&self, x: u32, mut y: T) -> Self { } const Z: u8 = 1; fn pv(){} }
impl Tr for a::Foo<T> {
    /// does m
    fn m(&self) {} }
pub mod inner { pub fn f() {} }
#[macro_export]
macro_rules! mm { () => {} }
fn main() { fn l() {} }
