<?php

namespace Example\Gate\Time;

/** Tells the time. */
interface Clock
{
    public static function now(): int;
}

function later(int $seconds): int
{
    return $seconds;
}
