<?php

declare(strict_types=1);

namespace Example\Gate;

use Example\Gate\Time\Clock;
use Psr\Log\LoggerInterface;

/**
 * One client's allowance.
 */
final class Bucket implements \Countable
{
    public const BURST = 10;

    public function __construct(private int $left, private ?LoggerInterface $log = null)
    {
    }

    /**
     * Takes some tokens.
     *
     * @param int $count How many.
     * @param string[] $notes Written to the log.
     *
     * @return bool whether there were enough
     *
     * @throws \RangeException if negative
     */
    public function take(int $count = 1, array $notes = []): bool
    {
        return $this->left >= $count && Clock::now() > 0;
    }

    public function count(): int
    {
        return $this->left;
    }

    private function refill(): void
    {
    }
}
