using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Gateways;

/// <summary>How many messages to an account were turned away in an hour, as their signature was wrong: numbers, and nothing of what they said.</summary>
[Unaudited]
public sealed class GatewayRefusals : ITenantOwned
{
    public Guid AccountId { get; init; }
    public Guid TenantId { get; set; }

    /// <summary>Its begin.</summary>
    public DateTimeOffset HourAt { get; init; }

    /// <summary>Signed with another secret, or not at all.</summary>
    public int Forged { get; set; }

    /// <summary>Rightly signed, and too far from our clock.</summary>
    public int OutOfTime { get; set; }

    public DateTimeOffset LastAt { get; set; }
}

internal sealed class GatewayRefusalsConfiguration : IEntityTypeConfiguration<GatewayRefusals>
{
    public void Configure(EntityTypeBuilder<GatewayRefusals> builder)
    {
        builder.ToTable("GatewayRefusals").HasKey(r => new { r.AccountId, r.HourAt });
        builder.HasIndex(r => new { r.TenantId, r.HourAt });
    }
}

/// <summary>
/// Counts what is turned away at the door in memory, and is emptied into one row an account and hour from time to time: however many come, the database is
/// asked to write a few rows a minute, and whoever sends them learns nothing from how long the answer takes.
/// </summary>
public sealed class RefusedCallbacks(IServiceScopeFactory scopes, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(Guid Tenant, Guid Account, DateTimeOffset Hour), (int Forged, int OutOfTime)> _counts = new();

    public void Note(GatewayAccount account, SignatureCheck why)
    {
        ArgumentNullException.ThrowIfNull(account);
        var (forged, late) = why == SignatureCheck.TooOld ? (0, 1) : (1, 0);
        _counts.AddOrUpdate((account.TenantId, account.Id, HourOf(clock.GetUtcNow())), (forged, late), (_, now) => (now.Forged + forged, now.OutOfTime + late));
    }

    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var key in _counts.Keys)
        {
            if (!_counts.TryRemove(key, out var counted)) continue;
            try
            {
                await WriteAsync(key.Tenant, key.Account, key.Hour, counted, cancellationToken);
            }
            catch
            {
                _counts.AddOrUpdate(key, counted, (_, now) => (now.Forged + counted.Forged, now.OutOfTime + counted.OutOfTime));
                throw;
            }
        }
    }

    internal static DateTimeOffset HourOf(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerHour));

    private async Task WriteAsync(Guid tenant, Guid account, DateTimeOffset hour, (int Forged, int OutOfTime) counted, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenant);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        await db.InTransactionAsync(async token =>
        {
            await db.BulkInsertNewAsync([new GatewayRefusals { AccountId = account, TenantId = tenant, HourAt = hour, LastAt = now }], [nameof(GatewayRefusals.AccountId), nameof(GatewayRefusals.HourAt)], token);
            await db.Set<GatewayRefusals>().Where(r => r.AccountId == account && r.HourAt == hour).ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Forged, r => r.Forged + counted.Forged).SetProperty(r => r.OutOfTime, r => r.OutOfTime + counted.OutOfTime).SetProperty(r => r.LastAt, now), token);
        }, cancellationToken);
    }
}

/// <summary>Each node writes what it counted itself.</summary>
internal sealed partial class RefusedCallbacksWriter(RefusedCallbacks refused, ILogger<RefusedCallbacksWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                await Task.Delay(Between, stoppingToken);
                try
                {
                    await refused.FlushAsync(stoppingToken);
                }
#pragma warning disable CA1031 // an edge: the database may be away; what was counted is kept
                catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    LogFailed(logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }

    [LoggerMessage(363, LogLevel.Warning, "The counts of refused callbacks could not be written; they are tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
