namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>The whole answer to one command.</summary>
/// <param name="Rows">The <c>!re</c> sentences, in order.</param>
/// <param name="Done">The attributes of <c>!done</c>; <c>ret</c> holds the id of an added item or a count.</param>
public sealed record RouterOsReply(IReadOnlyList<RouterOsRow> Rows, RouterOsRow Done)
{
    public string? Ret => Done["ret"];

    /// <summary>The only row of a menu that has one; null when there is none.</summary>
    public RouterOsRow? First => Rows.Count > 0 ? Rows[0] : null;
}
