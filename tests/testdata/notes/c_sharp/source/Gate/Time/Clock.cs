namespace Gate.Time
{
    /// <summary>Tells the time.</summary>
    public interface IClock
    {
        double Now { get; }
    }

    public static class Clock
    {
        public static double Now() => 0;
    }
}
