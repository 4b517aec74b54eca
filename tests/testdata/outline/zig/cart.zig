//! Module doc.
const std = @import("std");
const cart = @import("cart.zig");
/// A point.
pub const Point = struct {
    /// The x.
    x: i32,
    y: i32 = 0,
    /// Adds.
    pub fn add(self: Point, n: i32) Point { return self; }
    fn hidden() void {}
    pub const zero = 1;
};
pub const Color = enum { red, green };
pub const U = union(enum) { a: i32, b };
pub const max: usize = 10;
const hiddenc = 3;
pub fn top(comptime T: type, a: T) !void {}
pub fn main() void {}
test "x" {}
