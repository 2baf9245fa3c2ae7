using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Profiles;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Core.Monitoring;

/// <summary>
/// Finds out why sessions ended: the router's uptime, its own words on the secret (RouterOS 7) or in its log, and what our lane did. Asked
/// only when something ended.
/// </summary>
internal sealed class EndReader(IServiceScopeFactory scopes, IOptions<ProvisioningOptions> options) : IReadingFollower
{
    private const int Chunk = 250;

    /// <summary>A router tells its uptime in whole seconds, and answers take a while.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    public async Task FollowAsync(IRouterOsConnection connection, SessionReading reading, CancellationToken cancellationToken)
    {
        List<CustomerSession> ended = [.. reading.Ended.Where(s => s.End is null)];
        if (ended.Count == 0) return;
        var booted = await BootedAsync(connection, reading.At, cancellationToken);
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!ended.TrueForAll(s => IsRestart(s, booted))) words = await WordsAsync(connection, ended, cancellationToken);

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(reading.TenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var ours = await OurDoingAsync(db, reading, ended, cancellationToken);
        var longUnseen = TimeSpan.FromTicks(Math.Max(options.Value.SessionInterval.Ticks * 3, TimeSpan.FromSeconds(90).Ticks));
        var told = ended.ConvertAll(s =>
        {
            if (IsRestart(s, booted)) return new Told(s, SessionEnd.RouterRestarted, null);
            var said = words.GetValueOrDefault(s.UserName);
            var cause = SessionEndWords.Parse(said) is var read && read is SessionEnd.OnRouter or SessionEnd.Unknown ? ours.GetValueOrDefault(s.SubscriptionId) ?? read : read;
            return new Told(s, cause == SessionEnd.Unknown && reading.At - s.SeenAt > longUnseen ? SessionEnd.OutOfSight : cause, Clip(said));
        });
        await db.InTransactionAsync(async token =>
        {
            foreach (var group in told.GroupBy(t => (t.End, t.Words)))
                foreach (var ids in group.Select(t => t.Session.Id).Chunk(Chunk))
                    await db.Set<CustomerSession>().Where(s => ids.Contains(s.Id) && s.End == null)
                        .ExecuteUpdateAsync(set => set.SetProperty(s => s.End, group.Key.End).SetProperty(s => s.EndWords, group.Key.Words), token);
            var caps = scope.ServiceProvider.GetRequiredService<CapMeter>();
            foreach (var one in told.Where(t => t.End == SessionEnd.DataCap)) await caps.FillAsync(one.Session.SubscriptionId, reading.At, token);
        }, cancellationToken);
    }

    private static bool IsRestart(CustomerSession session, DateTimeOffset? booted) => booted is { } at && session.StartedAt < at - Slack && session.SeenAt <= at + Slack;

    private static async Task<DateTimeOffset?> BootedAsync(IRouterOsConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reply = await connection.RunAsync(RouterOsCommand.Of("/system/resource/print").Columns("uptime"), cancellationToken);
        return RouterOsDuration.Parse(reply.First?["uptime"]) is { } uptime ? now - uptime : null;
    }

    /// <summary>The router's words by user name; of what it does not tell there are none.</summary>
    private static async Task<Dictionary<string, string>> WordsAsync(IRouterOsConnection connection, List<CustomerSession> ended, CancellationToken cancellationToken)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = ended.Select(s => s.UserName).Distinct(StringComparer.Ordinal).ToList();
        try
        {
            var print = RouterOsCommand.Of("/ppp/secret/print").Columns("name", "last-disconnect-reason");
            foreach (var row in await connection.ReadAnyAsync(print, "name", names, cancellationToken))
                if (row.Text("last-disconnect-reason") is { Length: > 0 } reason) words[row.Text("name")] = reason;
            if (names.TrueForAll(words.ContainsKey)) return words;
            // Hotspot users, and routers that do not keep the reason on the secret.
            var log = await connection.RunAsync(RouterOsCommand.Of("/log/print").Columns("topics", "message"), cancellationToken);
            foreach (var line in log.Rows.Where(r => r.Text("topics").Contains("hotspot", StringComparison.Ordinal) || r.Text("topics").Contains("ppp", StringComparison.Ordinal)))
                if (SessionEndWords.FromLog(line.Text("message")) is { } said && names.Contains(said.UserName, StringComparer.Ordinal)) words[said.UserName] = said.Words;
        }
        catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
        {
            // A router that does not let us read it does not tell.
        }
        return words;
    }

    /// <summary>What the contract or its lane had to do with it.</summary>
    private static async Task<Dictionary<Guid, SessionEnd?>> OurDoingAsync(AppDbContext db, SessionReading reading, List<CustomerSession> ended, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, SessionEnd?>();
        var seen = ended.GroupBy(s => s.SubscriptionId).ToDictionary(g => g.Key, g => g.Max(s => s.SeenAt));
        foreach (var ids in seen.Keys.Chunk(Chunk))
        {
            var rows = await db.Set<Subscription>().AsNoTracking().Where(s => ids.Contains(s.Id)).Select(s => new
            {
                Contract = s,
                s.Profile,
                Account = db.Set<RouterAccount>().FirstOrDefault(a => a.SubscriptionId == s.Id && a.RouterId == reading.RouterId && a.IsWanted),
            }).ToListAsync(cancellationToken);
            foreach (var row in rows)
                found[row.Contract.Id] = !row.Contract.Status.HasAccess() || row.Contract.CapNow(row.Profile!) == CapAction.Cut ? SessionEnd.ServiceEnded
                    : row.Account is null || row.Account.StaleSince is not null || row.Account.AppliedAt >= seen[row.Contract.Id] - Slack ? SessionEnd.ServiceChanged : null;
        }
        return found;
    }

    private sealed record Told(CustomerSession Session, SessionEnd End, string? Words);

    private static string? Clip(string? text) => text is { Length: > CustomerSession.MaxWords } ? text[..CustomerSession.MaxWords] : text;
}
