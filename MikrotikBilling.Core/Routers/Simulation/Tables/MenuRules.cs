namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>What is special about one menu: required arguments, duplicates, first rows, and what follows from a change.</summary>
internal class MenuRules
{
    public static MenuRules Plain { get; } = new();

    public virtual IReadOnlyList<string> Required => [];

    /// <summary>Printed properties that the schema does not list.</summary>
    public virtual IReadOnlyList<string> AlsoPrinted => [];

    /// <summary>Whether <c>listen</c> works here.</summary>
    public virtual bool CanFollow => true;

    /// <summary>Printed properties of the schema that stay hidden: passwords of API users.</summary>
    public virtual IReadOnlyList<string> NeverPrinted => [];

    /// <summary>Last chance to bring rows up to date that are made on request.</summary>
    public virtual void BeforePrint(Table table)
    {
    }

    /// <summary>The rows a fresh router has.</summary>
    public virtual void Seed(Table table)
    {
    }

    /// <summary>Refuses a second row of the same kind. <paramref name="self"/> is null for a new row.</summary>
    public virtual void CheckDuplicate(Table table, Row? self, IReadOnlyDictionary<string, string> values)
    {
        if (table.Menu.IsSingleton || !table.Menu.Commands.ContainsKey("add")) return;
        if (values.GetValueOrDefault("name") is not { Length: > 0 } name) return;
        if (table.AllByName(name).Any(row => row != self)) throw table.Router.Traps.Failure(DuplicateText);
    }

    protected virtual string DuplicateText => "item with such name already exists";

    /// <summary>What stands for a name in menus whose rows have none.</summary>
    public virtual string? Key(Row row) => null;

    /// <summary>Fills in or refuses values before they are stored.</summary>
    public virtual void Complete(Table table, Row? self, Dictionary<string, string> values)
    {
    }

    /// <summary>Rows that a router makes by itself can be removed here, in every version: it ends a session.</summary>
    public virtual bool EndsSessions => false;

    public virtual void CheckRemove(Table table, Row row)
    {
        if (row.IsDefault) throw table.Router.Traps.Failure("can not remove default item");
    }

    public virtual void Added(Row row)
    {
    }

    public virtual void Changed(Row row)
    {
    }

    public virtual void Removed(Row row)
    {
    }
}
