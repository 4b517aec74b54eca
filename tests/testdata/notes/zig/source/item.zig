/// Something to buy.
pub const Item = struct { name: []const u8 };

pub const Level = enum { low, high };
