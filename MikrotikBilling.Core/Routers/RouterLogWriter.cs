using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

/// <summary>
/// Keeps what is said to routers: every write, every failure, every read for a person. The reads that recur by the clock are left out
/// (<see cref="PolledReads"/>), or they would be all there is. Nobody waits for it: entries gather in a bounded buffer that drops the
/// oldest, and are written in batches.
/// </summary>
public sealed class RouterLogWriter : BackgroundService, IRouterOsObserver
{
    internal const int BatchSize = 500;
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(1);

    private readonly Channel<Waiting> _waiting;
    private readonly ConcurrentDictionary<Guid, Guid> _tenants = new();
    private readonly PolledReads _polled;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger<RouterLogWriter> _logger;
    private long _dropped;

    public RouterLogWriter(IServiceScopeFactory scopes, IOptions<RouterLogOptions> options, TimeProvider clock, ILogger<RouterLogWriter> logger)
    {
        _scopes = scopes;
        _clock = clock;
        _logger = logger;
        _polled = new PolledReads(clock);
        _waiting = Channel.CreateBounded<Waiting>(
            new BoundedChannelOptions(options.Value.Buffer) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Interlocked.Increment(ref _dropped));
    }

    public void ConnectFailed(RouterConnectFailed failed) => Record(failed.RouterId, "connect", failed.Duration, 0, failed.Error);

    public void CommandFinished(RouterConversation conversation)
    {
        if (conversation.Cancelled) return;
        if (conversation.Error is null && _polled.IsQuiet(conversation)) return;
        Record(conversation.RouterId, conversation.Command, conversation.Duration, conversation.Rows, conversation.Error);
    }

    /// <summary>One entry; secrets must be masked already.</summary>
    public void Record(Guid routerId, string command, TimeSpan duration, int rows, RouterOsException? error) => _waiting.Writer.TryWrite(
        new Waiting(routerId, _clock.GetUtcNow(), command, duration, rows, error?.Kind, error is null ? null : error.RawMessage ?? error.Message));

    /// <summary>Writes what waits now: for commands, which run without the background loop.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var batch = new List<Waiting>(BatchSize);
            do
            {
                batch.Clear();
                while (batch.Count < BatchSize && _waiting.Reader.TryRead(out var entry)) batch.Add(entry);
                if (batch.Count > 0) await WriteAsync(batch, cancellationToken);
            }
            while (batch.Count == BatchSize);
        }
        finally
        {
            _writing.Release();
        }
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped) RoutersLog.EntriesDropped(_logger, dropped);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                if (_waiting.Reader.Count < BatchSize) await Task.Delay(Gather, _clock, stoppingToken);
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // what waits is written on the way out
        }
    }

    private async Task WriteAsync(List<Waiting> batch, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            await LearnTenantsAsync(db, batch, cancellationToken);
            foreach (var entry in batch)
                if (_tenants.TryGetValue(entry.RouterId, out var tenant)) db.Add(entry.ToRow(tenant));
            await db.SaveChangesAsync(cancellationToken);
        }
#pragma warning disable CA1031 // an edge: the log must neither stop nor hold up the work that it tells of
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            RoutersLog.WriteFailed(_logger, e, batch.Count);
        }
    }

    private async Task LearnTenantsAsync(AppDbContext db, List<Waiting> batch, CancellationToken cancellationToken)
    {
        var unknown = batch.Select(e => e.RouterId).Distinct().Where(id => !_tenants.ContainsKey(id)).ToList();
        if (unknown.Count == 0) return;
        var found = await db.Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(r => unknown.Contains(r.Id))
            .Select(r => new { r.Id, r.TenantId }).ToListAsync(cancellationToken);
        foreach (var router in found) _tenants[router.Id] = router.TenantId;
    }

    private sealed record Waiting(
        Guid RouterId, DateTimeOffset At, string Command, TimeSpan Duration, int Rows, RouterOsErrorKind? ErrorKind, string? Error)
    {
        public RouterLogEntry ToRow(Guid tenant) => new()
        {
            TenantId = tenant,
            RouterId = RouterId,
            At = At,
            Command = Clip(Command, 1000),
            Rows = Rows,
            ErrorKind = ErrorKind,
            DurationMs = (int)Math.Min(Duration.TotalMilliseconds, int.MaxValue),
            Error = Error is null ? null : Clip(Error, 500),
        };

        private static string Clip(string text, int length)
        {
            if (text.Length <= length) return text;
            var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
            return string.Concat(text.AsSpan(0, end), "…");
        }
    }
}

/// <summary>
/// Successful reads that recur by the clock: health, sessions with their counters, listening. On the bulk connection they are never
/// kept; for somebody who watches a page, one a minute of each kind.
/// </summary>
internal sealed class PolledReads(TimeProvider clock)
{
    private static readonly TimeSpan OneEach = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(Guid RouterId, string Path), long> _last = new();

    /// <summary>Why a session ended is asked each time one does.</summary>
    private static bool IsAskedAfterAnEnd(RouterConversation conversation) => conversation.Use == RouterUse.Bulk
        && (conversation.CommandPath == "/log/print" || conversation.Command.Contains("last-disconnect-reason", StringComparison.Ordinal));

    public bool IsQuiet(RouterConversation conversation)
    {
        var path = conversation.CommandPath;
        if (path is not ("/ppp/active/print" or "/interface/print" or "/ip/hotspot/active/print" or "/queue/simple/print" or "/system/resource/print" or "/system/identity/print" or "/system/routerboard/print")
            && !path.EndsWith("/listen", StringComparison.Ordinal) && !IsAskedAfterAnEnd(conversation)) return false;
        if (conversation.Use == RouterUse.Bulk) return true;
        var now = clock.GetTimestamp();
        if (_last.TryGetValue((conversation.RouterId, path), out var last) && clock.GetElapsedTime(last, now) < OneEach) return true;
        _last[(conversation.RouterId, path)] = now;
        return false;
    }
}
