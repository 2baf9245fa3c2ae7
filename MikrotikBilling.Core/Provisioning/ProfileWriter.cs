using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Makes the PPP profiles that a batch needs, and changes those of ours that differ. Others' profiles are left alone.</summary>
internal static class ProfileWriter
{
    /// <summary>Why a profile cannot be used on this router, by its name; empty when all are right.</summary>
    public static async Task<Dictionary<string, AccountProblem>> EnsureAsync(
        IRouterOsConnection connection, IReadOnlyCollection<WantedProfile> wanted, CancellationToken cancellationToken)
    {
        var problems = new Dictionary<string, AccountProblem>(StringComparer.Ordinal);
        if (wanted.Count == 0) return problems;
        var rows = (await RowMenu.AllAsync(connection, RouterOsCommand.Of("/ppp/profile/print")
            .Columns(".id", "name", "rate-limit", "remote-address", "local-address", "comment"), cancellationToken)).ToLookup(r => r.Text("name"), StringComparer.Ordinal);
        foreach (var profile in wanted)
        {
            try
            {
                if (await EnsureAsync(connection, profile, rows[profile.Name].FirstOrDefault(), cancellationToken) is { } conflict)
                    problems[profile.Name] = new AccountProblem(true, RouterOsErrorKind.Duplicate, conflict);
            }
            catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
            {
                problems[profile.Name] = new AccountProblem(false, e.Kind, $"PPP profile {profile.Name}: {e.Message}");
            }
        }
        return problems;
    }

    private static async Task<string?> EnsureAsync(IRouterOsConnection connection, WantedProfile wanted, RouterOsRow? row, CancellationToken cancellationToken)
    {
        if (row is null)
        {
            var add = Fields(RouterOsCommand.Of("/ppp/profile/add").With("name", wanted.Name), wanted, all: false);
            await connection.RunAsync(add, cancellationToken);
            return null;
        }
        var expected = OwnershipMark.Parse(wanted.Comment)!;
        if (OwnershipMark.Parse(row["comment"]) is not { } mark || mark != expected)
            return $"The router has a PPP profile named {wanted.Name} that is not ours. Rename it on the router, or rename ours.";
        if (RateString.Same(row["rate-limit"], wanted.RateLimit) && row.Text("remote-address") == wanted.RemoteAddress
            && row.Text("local-address") == wanted.LocalAddress) return null;
        await connection.RunAsync(Fields(RouterOsCommand.Of("/ppp/profile/set").With(".id", row.Id), wanted, all: true), cancellationToken);
        await ClearAsync(connection, row, "remote-address", wanted.RemoteAddress, cancellationToken);
        await ClearAsync(connection, row, "local-address", wanted.LocalAddress, cancellationToken);
        return null;
    }

    private static RouterOsCommand Fields(RouterOsCommand command, WantedProfile wanted, bool all) => command
        .With("rate-limit", wanted.RateLimit.Length > 0 || all ? wanted.RateLimit : null)
        .With("remote-address", wanted.RemoteAddress.Length > 0 ? wanted.RemoteAddress : null)
        .With("local-address", wanted.LocalAddress.Length > 0 ? wanted.LocalAddress : null)
        .With("comment", wanted.Comment);

    /// <summary>An address cannot be set to nothing; it is unset.</summary>
    private static async Task ClearAsync(IRouterOsConnection connection, RouterOsRow row, string property, string wanted, CancellationToken cancellationToken)
    {
        if (wanted.Length > 0 || row.Text(property).Length == 0) return;
        await connection.RunAsync(RouterOsCommand.Of("/ppp/profile/unset").With(".id", row.Id).With("value-name", property), cancellationToken);
    }
}
