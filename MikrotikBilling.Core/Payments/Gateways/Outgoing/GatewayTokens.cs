using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Payments.Gateways.Outgoing;

/// <summary>The access token that a provider gave for an account, sealed. Shared by all nodes: some providers block who asks for more than a few an hour.</summary>
[Unaudited]
public sealed class GatewayToken : ITenantOwned
{
    /// <summary>The account's.</summary>
    public Guid Id { get; init; }
    public Guid TenantId { get; set; }
    public required string Protected { get; set; }
    public DateTimeOffset GoodUntil { get; set; }
}

internal sealed class GatewayTokenConfiguration : IEntityTypeConfiguration<GatewayToken>
{
    public void Configure(EntityTypeBuilder<GatewayToken> builder)
    {
        builder.ToTable("GatewayTokens");
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.Property(t => t.Protected).HasMaxLength(8000);
        builder.HasOne<GatewayAccount>().WithMany().HasForeignKey(t => t.Id).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>Access tokens of accounts: asked for by one at a time, kept until ten minutes (or a tenth) before their end.</summary>
public sealed class GatewayTokens(IServiceScopeFactory scopes, SecretBox box, TimeProvider clock)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> _gates = new();

    public async Task<string> GetAsync(GatewayAccount account, Func<CancellationToken, Task<(string Token, TimeSpan Life)>> grant, CancellationToken cancellationToken)
    {
        if (await KnownAsync(account, cancellationToken) is { } known) return known;
        var gate = _gates.GetOrAdd(account.Id, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (await KnownAsync(account, cancellationToken) is { } meanwhile) return meanwhile;
            var (token, life) = await grant(cancellationToken);
            await KeepAsync(account, token, clock.GetUtcNow() + life - (life / 10 < Margin ? life / 10 : Margin));
            return token;
        }
        finally
        {
            gate.Release();
        }
    }

    public Task ForgetAsync(GatewayAccount account, CancellationToken cancellationToken) =>
        InScopeAsync(account, db => db.InTransactionAsync(token => db.Set<GatewayToken>().Where(t => t.Id == account.Id).ExecuteDeleteAsync(token), cancellationToken));

    private Task<string?> KnownAsync(GatewayAccount account, CancellationToken cancellationToken) => InScopeAsync(account, async db =>
    {
        var now = clock.GetUtcNow();
        var kept = await db.Set<GatewayToken>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == account.Id && t.GoodUntil > now, cancellationToken);
        try
        {
            return kept is null ? null : box.Reveal(kept.Protected);
        }
        catch (SecretLostException)
        {
            return null;
        }
    });

    private Task<int> KeepAsync(GatewayAccount account, string token, DateTimeOffset goodUntil) => InScopeAsync(account, db => db.InTransactionAsync(async cancellation =>
    {
        var sealedToken = box.Protect(token);
        var changed = await db.Set<GatewayToken>().Where(t => t.Id == account.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Protected, sealedToken).SetProperty(t => t.GoodUntil, goodUntil), cancellation);
        return changed > 0 ? changed : await db.BulkInsertNewAsync([new GatewayToken { Id = account.Id, TenantId = account.TenantId, Protected = sealedToken, GoodUntil = goodUntil }], [nameof(GatewayToken.Id)], cancellation);
    }, CancellationToken.None));

    private async Task<T> InScopeAsync<T>(GatewayAccount account, Func<AppDbContext, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(account.TenantId);
        return await work(scope.ServiceProvider.GetRequiredService<AppDbContext>());
    }
}
