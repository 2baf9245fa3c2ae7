namespace MikrotikBilling.Core.Notifications;

/// <summary>Tells the sender of this process that something waits. A hint: what is missed is found by its regular look.</summary>
public sealed class EmailSignal : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0, 1);

    public void Ring()
    {
        try
        {
            if (_bell.CurrentCount == 0) _bell.Release();
        }
        catch (SemaphoreFullException)
        {
            // somebody rang at the same moment
        }
    }

    /// <summary>Waits for a ring or until <paramref name="atMost"/> has passed.</summary>
    internal async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _bell.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // time for the regular look
        }
    }

    public void Dispose() => _bell.Dispose();
}
