//! Carts of items.
const std = @import("std");
const item = @import("item.zig");

/// A cart.
pub const Cart = struct {
    /// Who pays.
    owner: []const u8,
    limit: u32 = 10,

    /// Adds an item.
    pub fn add(self: *Cart, what: item.Item, count: u32) !void {
        _ = self;
        _ = what;
        _ = count;
    }

    fn hidden() void {}
};

pub const most: usize = 100;
