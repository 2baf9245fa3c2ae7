using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Provisioning.Reconcile;
using MikrotikBilling.Core.Routers;

namespace MikrotikBilling.Web.Shell.Commands;

/// <summary><c>sync-routers</c>: compares routers with the books and puts them right, or only tells.</summary>
internal static class SyncRoutersCommand
{
    private static readonly Option<string?> Router = new("--router") { Description = "Name of one router; without it all active ones." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only tell what differs and which commands would be sent." };

    public static Command Create()
    {
        var command = new Command("sync-routers", "Compare routers with the books and put them right; the brake holds here too.");
        command.Options.Add(Router);
        command.Options.Add(DryRun);
        command.SetAction((parsed, cancellationToken) => CommandHost.RunAsync(parsed, (services, token) => RunAsync(services, parsed.GetValue(Router), parsed.GetValue(DryRun), token), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(IServiceProvider services, string? name, bool dryRun, CancellationToken cancellationToken)
    {
        var routers = await services.GetRequiredService<AppDbContext>().Set<Router>().IgnoreQueryFilters(QueryFilters.AllTenants).AsNoTracking()
            .Where(r => r.IsActive && (name == null || r.Name == name)).OrderBy(r => r.Name).ToListAsync(cancellationToken);
        if (routers.Count == 0)
        {
            await Console.Error.WriteLineAsync(name is null ? "There are no active routers." : $"There is no active router named '{name}'.");
            return CommandLine.Failed;
        }
        var failed = false;
        foreach (var router in routers) failed |= !await OneAsync(services, router, dryRun, cancellationToken);
        return failed ? CommandLine.Failed : CommandLine.Done;
    }

    private static async Task<bool> OneAsync(IServiceProvider services, Router router, bool dryRun, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(router.TenantId);
        var asked = await scope.ServiceProvider.GetRequiredService<ReconcileService>().RequestAsync(router.Id, repair: !dryRun, ReconcileCause.Command, cancellationToken);
        if (!asked.Ok)
        {
            Console.WriteLine($"{router.Name}: {asked.Refusal.Message}");
            return false;
        }
        await services.GetRequiredService<ReconcilePass>().RunAsync(router.Id, cancellationToken);
        var applied = dryRun ? 0 : await SettleAsync(services, router.Id, cancellationToken);
        var queries = scope.ServiceProvider.GetRequiredService<ReconcileQueries>();
        if (await queries.RunAsync(asked.Value.Id, cancellationToken) is not { State: ReconcileState.Done } run)
        {
            // A running server took the request first, or the router could not be read.
            var left = await queries.RunAsync(asked.Value.Id, cancellationToken);
            Console.WriteLine($"{router.Name}: {left?.Error ?? "the comparison is under way in the running server"}");
            return left?.State != ReconcileState.Failed;
        }
        Console.WriteLine($"{router.Name}: {run.RowsRead} rows, {run.Missing} missing, {run.Changed} changed, {run.Orphaned} orphaned, {run.Conflicting} conflicting, {run.Foreign} of others"
            + $"{(dryRun ? "" : $"; {run.Repaired} repaired, {applied} applied")}{(run.IsBraked ? "; HELD BACK: too much would be taken away, see the drift page" : "")}");
        await TellAsync(queries, run, cancellationToken);
        return !run.IsBraked;
    }

    private static async Task<int> SettleAsync(IServiceProvider services, Guid routerId, CancellationToken cancellationToken)
    {
        var pass = services.GetRequiredService<LanePass>();
        var applied = 0;
        for (var result = await pass.RunAsync(routerId, cancellationToken); result.Taken > 0; result = await pass.RunAsync(routerId, cancellationToken))
        {
            applied += result.Applied;
            if (result.Fault is not null) break;
        }
        return applied;
    }

    private static async Task TellAsync(ReconcileQueries queries, ReconcileRun run, CancellationToken cancellationToken)
    {
        for (long after = 0; ;)
        {
            var lines = await queries.LinesAsync(run.Id, null, after, cancellationToken);
            foreach (var line in lines.Take(ReconcileQueries.PageSize))
            {
                Console.WriteLine($"  {line.Category,-11} {line.Menu} {Clean(line.Name)}{(line.Detail is { } detail ? $": {Clean(detail)}" : "")}{(line.EndsSession ? " (ends the session)" : "")}");
                foreach (var command in line.Commands?.Split('\n') ?? []) Console.WriteLine($"              {Clean(command)}");
            }
            if (lines.Count <= ReconcileQueries.PageSize) return;
            after = lines[ReconcileQueries.PageSize - 1].Id;
        }
    }

    /// <summary>The router's text may hold what moves the terminal's cursor.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
