using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>What keeps an account from being applied.</summary>
internal sealed record AccountProblem(bool Conflict, RouterOsErrorKind Kind, string Text);

internal enum StepKind { None, Add, Set, Remove }

/// <summary>What one account needs on its router, worked out from what was read there.</summary>
/// <param name="Found">The row as it was, if there was one of ours.</param>
internal sealed record Step<T>(T Wanted, StepKind Kind, IReadOnlyList<RouterOsCommand> Commands, RouterOsRow? Found) where T : WantedAccount
{
    /// <summary>Somebody who may be online by this row would be shut out, or the row is taken away.</summary>
    public bool CutsOff { get; init; }

    /// <summary>The row had been changed behind our back in what a session is given when it begins.</summary>
    public bool HasDrifted { get; init; }

    public AccountOutcome? Failure { get; set; }
}

/// <summary>Compares wishes with rows. It neither reads nor writes: the lane sends what it says, a comparison or a dry run only tells it.</summary>
internal static class AccountPlan
{
    public static List<Step<T>> Of<T>(
        RowShape<T> shape, IReadOnlyCollection<T> batch, RowsOnRouter rows, IReadOnlyDictionary<T, AccountProblem> problems) where T : WantedAccount
    {
        // Rows that must go make room for those that take their names.
        var leaving = batch.Where(w => !w.IsWanted).Select(w => w.Mark).ToHashSet();
        return [.. batch.Select(wanted => Of(shape, wanted, rows, problems.GetValueOrDefault(wanted), leaving))];
    }

    /// <summary>A stranger's row is for a person to decide about; one of ours is on its way out, or to another name, and is waited for.</summary>
    public static AccountOutcome InTheWay<T>(RowShape<T> shape, T wanted, RouterOsRow row) where T : WantedAccount => OwnershipMark.Parse(row["comment"]) switch
    {
        null => AccountOutcome.Conflicting(wanted,
            $"The router has a {shape.Noun} named {wanted.Name} that is not ours. It was left alone: rename or remove it there, or choose another user name."),
        { Installation: var other } when other != wanted.Mark.Installation =>
            AccountOutcome.Conflicting(wanted, $"The {shape.Noun} {wanted.Name} belongs to another installation ({other}). It was left alone."),
        _ => AccountOutcome.Unsettled(wanted, $"The {shape.Noun} {wanted.Name} still belongs to another service of ours; its turn comes when that one is gone."),
    };

    private static Step<T> Of<T>(RowShape<T> shape, T wanted, RowsOnRouter rows, AccountProblem? problem, HashSet<OwnershipMark> leaving) where T : WantedAccount
    {
        var ours = rows.Ours(wanted);
        if (!wanted.IsWanted)
        {
            return ours is null
                ? new Step<T>(wanted, StepKind.None, [], null)
                : new Step<T>(wanted, StepKind.Remove, [RouterOsCommand.Of($"{shape.Menu}/remove").With(".id", ours.Id)], ours) { CutsOff = true };
        }
        if (problem is not null) return Refused(wanted, ours, new AccountOutcome(wanted, false, problem.Conflict, problem.Kind, problem.Text, false));
        if (rows.Named(wanted.Name) is { } other && other != ours && !(OwnershipMark.Parse(other["comment"]) is { } mark && leaving.Contains(mark)))
            return Refused(wanted, ours, InTheWay(shape, wanted, other));
        if (ours is null)
        {
            return wanted.Password is null
                ? Refused(wanted, null, AccountOutcome.Unsettled(wanted,
                    $"The {shape.Noun} {wanted.Name} is gone from the router, and its password is not known here. Set a new password, and it is made again."))
                : new Step<T>(wanted, StepKind.Add, [shape.Add(wanted)], null);
        }
        var changes = shape.Changes(wanted, ours).ToList();
        return new Step<T>(wanted, changes.Count == 0 ? StepKind.None : StepKind.Set, changes, ours)
        {
            CutsOff = (!wanted.Enabled || (wanted.IsRedirected && !shape.IsAsWanted(wanted, ours))) && shape.GivesAccess(ours),
            HasDrifted = !wanted.Account.Adopts && wanted.Account.AppliedContent == wanted.Content && shape.ConcernsSession(changes),
        };
    }

    private static Step<T> Refused<T>(T wanted, RouterOsRow? found, AccountOutcome why) where T : WantedAccount =>
        new(wanted, StepKind.None, [], found) { Failure = why };
}

/// <summary>The rows of one menu as they were read, by name and by our mark.</summary>
internal sealed class RowsOnRouter(IReadOnlyList<RouterOsRow> rows)
{
    private readonly ILookup<string, RouterOsRow> _byName = rows.ToLookup(r => r.Text("name"), StringComparer.Ordinal);
    private readonly Lazy<ILookup<OwnershipMark?, RouterOsRow>> _byMark = new(() => rows.ToLookup(r => OwnershipMark.Parse(r["comment"])));

    public IReadOnlyList<RouterOsRow> All => rows;

    public RouterOsRow? Named(string name) => _byName[name].FirstOrDefault();

    public IEnumerable<RouterOsRow> Marked(OwnershipMark mark) => _byMark.Value[mark];

    /// <summary>
    /// The row with our mark for this subscription: under its present name, under its former one, under any if the whole menu was read. One
    /// that may be taken over is ours before it is marked.
    /// </summary>
    public RouterOsRow? Ours(WantedAccount wanted) =>
        Marked(wanted, wanted.Name) ?? Marked(wanted, wanted.Account.AppliedName) ?? Marked(wanted.Mark).FirstOrDefault()
        ?? (!wanted.Account.Adopts ? null : wanted.IsGuest ? wanted.Names.Select(Unmarked).FirstOrDefault(r => r is not null) : Unmarked(wanted.Account.AppliedName ?? wanted.Name));

    private RouterOsRow? Marked(WantedAccount wanted, string? name) =>
        name is null ? null : _byName[name].FirstOrDefault(r => OwnershipMark.Parse(r["comment"]) == wanted.Mark);

    private RouterOsRow? Unmarked(string name) => _byName[name].FirstOrDefault(r => OwnershipMark.Parse(r["comment"]) is null && !r.Flag("dynamic"));
}
