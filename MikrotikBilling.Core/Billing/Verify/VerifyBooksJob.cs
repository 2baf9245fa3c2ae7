using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Provisioning.Alarms;
using MikrotikBilling.Core.Tenants;

namespace MikrotikBilling.Core.Billing.Verify;

/// <summary>Each night: what must always hold is looked at, and a tenant with something broken gets an alarm, which ends with the next run that finds nothing.</summary>
[Description("Checks that the books are right: that debits and credits cancel out, that balances, invoices and payments agree, that numbers have no gaps.")]
public sealed partial class VerifyBooksJob(IServiceScopeFactory scopes, Verifier verifier, ILogger<VerifyBooksJob> logger) : IAppJob
{
    public const string Key = "verify-books";
    public const string AlarmKind = "books-wrong";

    internal static NoticeCause Cause { get; } = new(AlarmKind, NoticeAreas.Money, "Books do not add up", "The nightly check found something in the books that must always hold and does not.",
        AlarmsPermissions.View, NoticeSeverity.Critical);

    private static readonly Guid Subject = new(SHA256.HashData(Encoding.UTF8.GetBytes(Key)).AsSpan(0, 16));

    public async Task<string> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var verification = await verifier.RunAsync(cancellationToken);
        foreach (var broken in verification.Broken) LogBroken(logger, broken.Invariant.Name, broken.Findings.Count);
        foreach (var tenant in await TenantsAsync(cancellationToken)) await TellAsync(tenant, verification.For(tenant), cancellationToken);
        var names = verification.Broken.Select(b => $"{b.Invariant.Name} ({b.Findings.Count})").ToList();
        return names.Count == 0 ? $"{verification.Results.Count} checks, all hold" : $"{names.Count} of {verification.Results.Count} checks are broken: {string.Join(", ", names)}";
    }

    private async Task TellAsync(Guid tenant, Verification verification, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenant);
        await scope.ServiceProvider.GetRequiredService<LastVerification>().KeepAsync(verification, cancellationToken);
        var alarms = scope.ServiceProvider.GetRequiredService<AlarmService>();
        var broken = verification.Broken.ToList();
        if (broken.Count == 0) await alarms.ClearAsync(AlarmKind, Subject, cancellationToken);
        else await alarms.RaiseAsync(AlarmKind, Subject, $"Something that must always hold does not. {broken.Select(b => Phrase.Of($"{b.Invariant.Words} ({b.Findings.Count})")).Aggregate((all, one) => $"{all} {one}")}", null, 0, cancellationToken);
    }

    private async Task<List<Guid>> TenantsAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TenantQueries>().IdsAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Error, "The invariant {Name} is broken by {Count} rows.")]
    private static partial void LogBroken(ILogger logger, string name, int count);
}
