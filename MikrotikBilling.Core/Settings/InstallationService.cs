using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Settings;

/// <summary>Knows the installation's code; makes it on first use, once even when two nodes ask together.</summary>
public sealed class InstallationService(IServiceScopeFactory scopes, TimeProvider clock)
{
    private string? _code;

    public async ValueTask<string> CodeAsync(CancellationToken cancellationToken)
    {
        if (_code is { } known) return known;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var codes = db.Set<Installation>().Where(i => i.Id == Installation.OnlyId).Select(i => i.Code);
        if (await codes.SingleOrDefaultAsync(cancellationToken) is { } stored) return _code = stored;

        db.Add(new Installation { Code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)), CreatedAt = clock.GetUtcNow() });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            // another node was first; its code is the one
        }
        return _code = await codes.SingleAsync(cancellationToken);
    }
}
