using Xunit.Abstractions;

[assembly: TestCollectionOrderer("MikrotikBilling.Tests.Support.LongestFirst", "MikrotikBilling.Tests")]

namespace MikrotikBilling.Tests.Support;

/// <summary>Begins with what takes minutes by itself, so that nothing of it is left alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = ["DemoSite", "CallbackCrashTests", "KilledRunTests", "DemoInstallationTests", "CommandTests", "KilledInTheMiddleTests", "RoleReplayTests"];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => Array.FindIndex(Long, name => c.DisplayName.Contains(name, StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Length);
}
