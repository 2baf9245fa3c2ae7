using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Routers;
using MikrotikBilling.Core.Routers.RouterOs;
using MikrotikBilling.Core.Settings;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>Whose a row on a router is, by its ownership mark.</summary>
public enum RowOwner { Foreign, Ours, OtherInstallation }

/// <summary>A PPP secret as the router shows it, without its password.</summary>
/// <param name="Comment">For people: without our mark.</param>
public sealed record PppUser(string Name, string? Service, string? Profile, bool Disabled, RowOwner Owner, string? Comment, string? LastLoggedOut);

/// <param name="Matching">How many the search found; more than <paramref name="Items"/> when the list was cut.</param>
/// <param name="Total">All secrets of the router.</param>
public sealed record PppUserList(IReadOnlyList<PppUser> Items, int Matching, int Total);

/// <summary>Reads the PPP secrets of a router for somebody who waits at a page.</summary>
public sealed class PppUserService(AppDbContext db, RouterLink link, InstallationService installation)
{
    public const int MostShown = 500;

    private static readonly TimeSpan WholeMenu = TimeSpan.FromSeconds(4);

    /// <summary>In the router's order; <paramref name="prefix"/> is the beginning of the user name, in any case.</summary>
    public async Task<Result<PppUserList>> ListAsync(Guid routerId, string? prefix, CancellationToken cancellationToken)
    {
        if (!await db.Set<Router>().AnyAsync(r => r.Id == routerId, cancellationToken)) return Refusal.NotFound;
        var code = await installation.CodeAsync(cancellationToken);
        return await link.AskAsync(routerId, connection => ReadAsync(connection, prefix?.Trim() ?? "", code, cancellationToken), cancellationToken);
    }

    /// <summary>The whole menu goes by and only what is shown is kept: the API has no search by prefix.</summary>
    private static async Task<PppUserList> ReadAsync(IRouterOsConnection connection, string prefix, string code, CancellationToken cancellationToken)
    {
        var items = new List<PppUser>();
        var (matching, total) = (0, 0);
        var print = RouterOsCommand.Of("/ppp/secret/print").Columns("name", "service", "profile", "disabled", "comment", "last-logged-out").Within(WholeMenu);
        await foreach (var row in connection.StreamAsync(print, cancellationToken))
        {
            total++;
            if (!row.Text("name").StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) continue;
            if (++matching <= MostShown) items.Add(ToUser(row, code));
        }
        return new PppUserList(items, matching, total);
    }

    private static PppUser ToUser(RouterOsRow row, string code)
    {
        var mark = OwnershipMark.Parse(row["comment"]);
        var owner = mark is null ? RowOwner.Foreign : mark.Installation == code ? RowOwner.Ours : RowOwner.OtherInstallation;
        return new PppUser(row.Text("name"), row["service"], row["profile"], row.Flag("disabled"), owner, Words(row["comment"], mark), row["last-logged-out"]);
    }

    private static string? Words(string? comment, OwnershipMark? mark)
    {
        if (mark is null || comment is null) return comment;
        var bar = comment.IndexOf(" | ", StringComparison.Ordinal);
        return bar < 0 ? null : comment[(bar + 3)..];
    }
}
