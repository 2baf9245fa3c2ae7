using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Threading.Channels;
using Microsoft.AspNetCore.Authorization;
using MikrotikBilling.Core.Monitoring;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Web.Features.Account;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Monitoring;

/// <summary>Bits per second of one row of a page.</summary>
/// <param name="State"><c>live</c>, <c>measuring</c>, <c>offline</c> or <c>away</c>.</param>
public sealed record LiveItem(string Key, string State, long? Down, long? Up);

/// <param name="Why">Why the router is away.</param>
/// <param name="Down">Of all together; null while nothing is measured.</param>
public sealed record LiveJson(DateTimeOffset At, string State, string? Why, long? Down, long? Up, IReadOnlyList<LiveItem> Items);

/// <summary>What one page watches on one router, and how its looks become events.</summary>
internal sealed record LiveWatch(Guid RouterId, IReadOnlyCollection<LiveName>? Names, Func<LiveReading, LiveJson> Tell);

/// <summary>
/// Server-sent events of one page: what its routers tell, and a beat in between. They end when the browser leaves, when the program stops and
/// when the person may not look any more.
/// </summary>
internal sealed class LiveEvents(LiveTraffic traffic, IServiceScopeFactory scopes, IHostApplicationLifetime life, TimeProvider clock)
{
    public const string Beat = "beat";
    private const int MostWaiting = 16;
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(10);
    private static readonly LiveJson Nothing = new(default, "", null, null, null, []);

    public async IAsyncEnumerable<SseItem<LiveJson>> StreamAsync(
        IReadOnlyList<LiveWatch> watches, ClaimsPrincipal user, string policy, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, life.ApplicationStopping);
        var channel = Channel.CreateBounded<SseItem<LiveJson>>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        List<Task> work = [.. watches.Select(w => WatchAsync(w, channel.Writer, ending.Token)), BeatAsync(user, policy, channel.Writer, ending.Token)];
        using var stop = ending.Token.Register(() => channel.Writer.TryComplete());
        try
        {
            // The page hears at once that it is heard.
            yield return new SseItem<LiveJson>(Nothing, Beat);
            await foreach (var item in channel.Reader.ReadAllAsync(CancellationToken.None)) yield return item;
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(work);
        }
    }

    private async Task WatchAsync(LiveWatch watch, ChannelWriter<SseItem<LiveJson>> writer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var reading in traffic.WatchAsync(watch.RouterId, watch.Names, cancellationToken))
                writer.TryWrite(new SseItem<LiveJson>(watch.Tell(reading)));
        }
        catch (OperationCanceledException)
        {
            // the page is left
        }
    }

    private async Task BeatAsync(ClaimsPrincipal user, string policy, ChannelWriter<SseItem<LiveJson>> writer, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(BeatInterval, clock);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (!await MayStillAsync(user, policy, cancellationToken)) break;
                writer.TryWrite(new SseItem<LiveJson>(Nothing, Beat));
            }
        }
        catch (OperationCanceledException)
        {
            // the page is left
        }
        finally
        {
            writer.TryComplete();
        }
    }

    /// <summary>A session that was ended, a person who was put away and a role that lost the right count at the next beat.</summary>
    private async Task<bool> MayStillAsync(ClaimsPrincipal user, string policy, CancellationToken cancellationToken)
    {
        if (user.SessionId() is not { } id) return false;
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<LiveSessions>().FindAsync(id, cancellationToken) is { Staff: { } staff } session
            && await scope.ServiceProvider.GetRequiredService<IAuthorizationService>().MayAsync(StaffClaims.Principal(session, staff, user.Identity?.AuthenticationType), policy);
    }
}
