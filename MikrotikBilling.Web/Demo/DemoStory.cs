using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Web.Demo;

/// <summary>
/// Things that happened, told in any order and played in the order of time through the services that do them. Those that follow each other
/// share a transaction; jobs have their own, as they have in the program.
/// </summary>
internal sealed class DemoStory(IServiceScopeFactory scopes, DueSubscriptions due, DemoClock clock)
{
    private readonly List<Happening> _happenings = [];

    public void Tell(DateTimeOffset at, Func<IServiceProvider, CancellationToken, Task> what) => _happenings.Add(new Happening(at, what, null));

    /// <summary>A job's work at this moment.</summary>
    public void TellJob(DateTimeOffset at, Func<CancellationToken, Task> work) => _happenings.Add(new Happening(at, null, work));

    /// <summary>Somebody's time is up at this moment.</summary>
    public void TellDue(DateTimeOffset at) => TellJob(at, token => due.MoveAsync(at, token));

    public async Task PlayAsync(Guid tenantId, Action<IServiceProvider> asWhom, CancellationToken cancellationToken)
    {
        var queue = new Queue<Happening>(_happenings.OrderBy(h => h.At));
        while (queue.Count > 0)
        {
            await PlayTogetherAsync(queue, tenantId, asWhom, cancellationToken);
            for (; queue.TryPeek(out var next) && next.Job is { } work; queue.Dequeue())
            {
                clock.TravelTo(next.At);
                await work(cancellationToken);
            }
        }
    }

    private async Task PlayTogetherAsync(Queue<Happening> queue, Guid tenantId, Action<IServiceProvider> asWhom, CancellationToken cancellationToken)
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

    /// <summary>Either an event or a job.</summary>
    private sealed record Happening(DateTimeOffset At, Func<IServiceProvider, CancellationToken, Task>? Event, Func<CancellationToken, Task>? Job);
}
