#pragma once

namespace gate {
/// Returns the seconds since the start.
double now();

struct Tick {
    double at;
};
}  // namespace gate
