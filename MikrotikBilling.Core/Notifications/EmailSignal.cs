using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Notifications;

/// <summary>Tells the sender of this process that something waits. A hint: what is missed is found by its regular look.</summary>
public sealed class EmailSignal : IDisposable
{
    private readonly Bell _bell = new();

    public void Ring() => _bell.Ring();

    /// <summary>Waits for a ring or until <paramref name="atMost"/> has passed.</summary>
    internal Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken) => _bell.WaitAsync(atMost, clock, cancellationToken);

    public void Dispose() => _bell.Dispose();
}
