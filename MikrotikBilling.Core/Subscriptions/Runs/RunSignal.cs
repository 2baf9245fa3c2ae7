using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Subscriptions.Runs;

/// <summary>Wakes the worker of this node; one for each kind of run.</summary>
public abstract class RunSignal : IDisposable
{
    private readonly Bell _bell = new();

    public void Ring() => _bell.Ring();

    public Task<bool> WaitAsync(TimeSpan time, CancellationToken cancellationToken) => _bell.WaitAsync(time, cancellationToken);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _bell.Dispose();
    }
}
