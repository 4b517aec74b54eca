#pragma once

#include <string>
#include <vector>

#include "gate/clock.hpp"

/// Rate limits.
namespace gate {

/// One client's allowance.
///
/// \tparam T the number's type
template <typename T>
class Bucket : public Base<T> {
public:
    explicit Bucket(T left = 10);
    ~Bucket();

    /// Takes some tokens.
    /// \param n how many
    /// \return whether there were enough
    [[nodiscard]] bool take(T n, const std::vector<std::string>& notes = {}) noexcept;

    bool operator==(const Bucket& other) const = default;

private:
    T left_;
};

/// Why nothing was taken.
enum class Refused { Empty, Broken };

inline bool is_empty(const Bucket<int>& bucket) { return bucket.take(1); }

}  // namespace gate
