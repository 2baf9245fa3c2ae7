using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>A company in Bangladesh.</summary>
internal static class Taka
{
    public static Money Of(long minor) => new(minor, "BDT");

    /// <summary>The company of the test moves to Dhaka, before anything is priced.</summary>
    public static async Task<TestApp> InDhakaAsync(this TestApp app)
    {
        Scenario.Value(await app.With<TenantService, Result<Tenant>>(s => s.SaveRegionAsync(new SaveRegion { Currency = "BDT", TimeZone = "Asia/Dhaka", Country = "BD" }, null, CancellationToken.None)));
        return app;
    }
}
