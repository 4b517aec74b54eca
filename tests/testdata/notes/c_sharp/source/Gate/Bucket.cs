using System;
using System.Collections.Generic;
using Gate.Time;

namespace Gate;

/// <summary>
/// One client's allowance, see <see cref="Clock"/>.
/// </summary>
/// <remarks>Needs no background task.</remarks>
public sealed class Bucket : IComparable<Bucket>
{
    /// <summary>Tokens of a new bucket.</summary>
    public const int Burst = 10;

    public int Left { get; private set; }

    /// <summary>Takes some tokens.</summary>
    /// <param name="count">How many.</param>
    /// <param name="notes">Written to the log.</param>
    /// <returns>Whether there were enough.</returns>
    /// <exception cref="ArgumentException">If <paramref name="count"/> is negative.</exception>
    public bool Take(int count, IReadOnlyList<string>? notes = null) => Left >= count;

    public int CompareTo(Bucket? other) => 0;

    private void Refill() { }
}

public record Limits(double Rate, int Burst = 10);
