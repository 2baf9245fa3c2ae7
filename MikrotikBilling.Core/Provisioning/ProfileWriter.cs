using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Makes the profiles that a batch needs, and changes those of ours that differ.</summary>
internal static class ProfileWriter
{
    /// <summary>Why a PPP profile cannot be used on this router, by its name; empty when all are right.</summary>
    public static async Task<Dictionary<string, AccountProblem>> EnsureAsync(
        IRouterOsConnection connection, IReadOnlyCollection<WantedProfile> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0) return [];
        var rows = new RowsOnRouter(await RowMenu.AllAsync(connection, ProfilePlan.Print, cancellationToken));
        return await SendAsync(connection, "PPP profile", wanted.Select(p => ProfilePlan.Of(p, rows.Named(p.Name))), cancellationToken);
    }

    /// <summary>The same for hotspot user profiles.</summary>
    public static async Task<Dictionary<string, AccountProblem>> EnsureAsync(
        IRouterOsConnection connection, IReadOnlyCollection<WantedHotspotProfile> wanted, CancellationToken cancellationToken)
    {
        if (wanted.Count == 0) return [];
        var rows = new RowsOnRouter(await RowMenu.AllAsync(connection, HotspotProfilePlan.Print, cancellationToken));
        return await SendAsync(connection, "Hotspot user profile", wanted.Select(p => HotspotProfilePlan.Of(p, rows.Named(p.Name))), cancellationToken);
    }

    private static async Task<Dictionary<string, AccountProblem>> SendAsync(
        IRouterOsConnection connection, string noun, IEnumerable<ProfileStep> steps, CancellationToken cancellationToken)
    {
        var problems = new Dictionary<string, AccountProblem>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            if (step.Conflict is { } conflict) problems[step.Name] = new AccountProblem(true, RouterOsErrorKind.Duplicate, conflict);
            try
            {
                foreach (var command in step.Commands) await connection.RunAsync(command, cancellationToken);
            }
            catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
            {
                var hint = step.Pool is { } pool && e.Kind == RouterOsErrorKind.BadValue ? $" Most likely it lacks the address pool {pool}: make it there, and it goes on by itself." : "";
                problems[step.Name] = new AccountProblem(false, e.Kind, $"{noun} {step.Name}: {e.Message}{hint}");
            }
        }
        return problems;
    }
}
