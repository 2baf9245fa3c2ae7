namespace MikrotikBilling.Core.Subscriptions.Runs;

/// <summary>Wakes the worker of this node; one for each kind of run.</summary>
public abstract class RunSignal : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0);

    public void Ring() => _bell.Release();

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
