namespace MikrotikBilling.Web.Demo;

/// <summary>Travels through the past while the demo's history is made, and is the system's clock ever after.</summary>
internal sealed class DemoClock : TimeProvider
{
    private DateTimeOffset? _there;

    public override DateTimeOffset GetUtcNow() => _there ?? System.GetUtcNow();

    public void TravelTo(DateTimeOffset instant) => _there = instant.ToUniversalTime();

    public void ComeHome() => _there = null;
}
