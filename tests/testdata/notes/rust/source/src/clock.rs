/// Returns the seconds since the start.
pub fn now() -> u64 {
    0
}
