namespace MikrotikBilling.Core.Provisioning;

/// <summary>Growing pauses with spread, so that a thousand routers that went together do not come back together.</summary>
internal static class BackOff
{
    /// <summary>About 1, 2, 4, 8 … seconds, between half and the whole of it, never above <paramref name="most"/>.</summary>
    public static TimeSpan After(int failures, TimeSpan most)
    {
        var full = Math.Min(most.TotalSeconds, Math.Pow(2, Math.Clamp(failures - 1, 0, 20)));
#pragma warning disable CA5394 // spread, not secrecy
        return TimeSpan.FromSeconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
    }
}
