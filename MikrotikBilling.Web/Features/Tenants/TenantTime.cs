using System.Globalization;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Web.Features.Tenants;

/// <summary>Instants as people of the tenant read them: in its zone, the same words in every browser.</summary>
public sealed record TenantTime(TimeZoneInfo Zone, DateTimeOffset Now)
{
    /// <summary><c>20 Nov 2026</c>, or as the tenant writes it.</summary>
    public string Day(DateTimeOffset at) => DisplayFormat.Current.Date(Local(at));

    /// <summary><c>20 Nov 2026, 14:30</c>, or as the tenant writes it.</summary>
    public string Moment(DateTimeOffset at) => DisplayFormat.Current.Moment(Local(at));

    /// <summary><c>20 Nov 2026, 14:30:09</c>.</summary>
    public string Exact(DateTimeOffset at) => DisplayFormat.Current.Exact(Local(at));

    /// <summary>For a <c>datetime-local</c> field.</summary>
    public string Input(DateTimeOffset at) => Local(at).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    public DateOnly Today => DateOnly.FromDateTime(Local(Now));

    public DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).DateTime;
}

/// <summary>The present moment of the signed-in person's tenant.</summary>
public sealed class TenantClock(TenantQueries tenants, TimeProvider clock)
{
    public async Task<TenantTime> NowAsync(CancellationToken cancellationToken) =>
        new((await tenants.CurrentAsync(cancellationToken)).Zone, clock.GetUtcNow());
}
