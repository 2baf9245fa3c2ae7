using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Web.Demo;

/// <summary>
/// Things that happened, told in any order and played in the order of time through the services that do them. Those that follow each other
/// share a transaction; between them the subscriptions whose time is up are moved on, as the job would have done.
/// </summary>
internal sealed class DemoStory(IServiceScopeFactory scopes, DueSubscriptions due, DemoClock clock)
{
    private readonly List<(DateTimeOffset At, Func<IServiceProvider, CancellationToken, Task>? Event)> _events = [];

    public void Tell(DateTimeOffset at, Func<IServiceProvider, CancellationToken, Task> what) => _events.Add((at, what));

    /// <summary>Somebody's time is up at this moment.</summary>
    public void TellDue(DateTimeOffset at) => _events.Add((at, null));

    public async Task PlayAsync(Guid tenantId, Action<IServiceProvider> asWhom, CancellationToken cancellationToken)
    {
        var queue = new Queue<(DateTimeOffset At, Func<IServiceProvider, CancellationToken, Task>? Event)>(_events.OrderBy(e => e.At));
        while (queue.Count > 0)
        {
            await PlayTogetherAsync(queue, tenantId, asWhom, cancellationToken);
            for (; queue.TryPeek(out var next) && next.Event is null; queue.Dequeue())
            {
                clock.TravelTo(next.At);
                await due.MoveAsync(next.At, cancellationToken);
            }
        }
    }

    private async Task PlayTogetherAsync(
        Queue<(DateTimeOffset At, Func<IServiceProvider, CancellationToken, Task>? Event)> queue, Guid tenantId, Action<IServiceProvider> asWhom,
        CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        asWhom(scope.ServiceProvider);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        await db.InTransactionAsync(async token =>
        {
            while (queue.TryPeek(out var next) && next.Event is { } happening)
            {
                clock.TravelTo(next.At);
                await happening(scope.ServiceProvider, token);
                db.ChangeTracker.Clear();
                queue.Dequeue();
            }
        }, cancellationToken);
    }
}
