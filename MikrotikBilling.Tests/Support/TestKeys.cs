using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MikrotikBilling.Tests.Support;

/// <summary>Keys that simulated parties sign with: making one takes longer than most tests, so what one has done with is another's.</summary>
internal static class TestKeys
{
    private static readonly ConcurrentBag<RSA> Free = [];

    /// <summary>A key that nobody else holds now.</summary>
    public static RSA Rent() => Free.TryTake(out var key) ? key : RSA.Create(2048);

    public static void Return(RSA key) => Free.Add(key);
}
