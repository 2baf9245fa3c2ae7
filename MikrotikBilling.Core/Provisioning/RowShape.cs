using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>What rows of one kind are made of: which menu, which columns, and which commands make a row equal to a wish. It talks to nobody.</summary>
internal abstract class RowShape<T> where T : WantedAccount
{
    /// <summary>Path of the menu, <c>/ppp/secret</c>.</summary>
    public abstract string Menu { get; }

    /// <summary>What people call one row.</summary>
    public abstract string Noun { get; }

    public abstract string[] Columns { get; }

    public RouterOsCommand Print => RouterOsCommand.Of($"{Menu}/print").Columns(Columns);

    public abstract RouterOsCommand Add(T wanted);

    /// <summary>The commands that make the row equal to the wish; none when it is.</summary>
    public abstract IEnumerable<RouterOsCommand> Changes(T wanted, RouterOsRow row);

    /// <summary>What was read back is what was meant.</summary>
    public abstract bool IsAsWanted(T wanted, RouterOsRow row);

    /// <summary>The row as it is lets its customer online.</summary>
    public virtual bool GivesAccess(T wanted, RouterOsRow row) => !row.Flag("disabled");

    protected RouterOsCommand Set(RouterOsRow row) => RouterOsCommand.Of($"{Menu}/set").With(".id", row.Id);

    /// <summary>A set that sets something; nothing otherwise.</summary>
    protected IEnumerable<RouterOsCommand> IfAny(RouterOsCommand set, RouterOsRow row) => set.Words.Count == Set(row).Words.Count ? [] : [set];
}
