using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// One pass over a batch of rows of one menu of a router: read, smallest difference, tagged commands, read back, end the sessions that
/// must end. Repeating it is harmless; a router that holds everything already gets no write. The kinds say what a row is made of.
/// </summary>
internal abstract class AccountWriter<T>(IRouterOsConnection connection) where T : WantedAccount
{
    protected IRouterOsConnection Connection { get; } = connection;

    /// <summary>Path of the menu, <c>/ppp/secret</c>.</summary>
    protected abstract string Menu { get; }

    /// <summary>What people call one row.</summary>
    protected abstract string Noun { get; }

    protected abstract string[] Columns { get; }

    public async Task<IReadOnlyList<AccountOutcome>> ApplyAsync(IReadOnlyList<T> batch, CancellationToken cancellationToken)
    {
        var problems = await PrepareAsync([.. batch.Where(w => w.IsWanted)], cancellationToken);
        var before = await ReadAsync(batch, cancellationToken);
        var leaving = batch.Where(w => !w.IsWanted).Select(w => w.Mark).ToHashSet();
        var steps = batch.Select(wanted => Plan(wanted, before, problems.GetValueOrDefault(wanted), leaving)).ToList();
        // Rows that must go make room for those that take their names.
        await SendAsync(steps.Where(s => s.Kind == StepKind.Remove), cancellationToken);
        await SendAsync(steps.Where(s => s.Kind is StepKind.Add or StepKind.Set), cancellationToken);

        var written = steps.Where(s => s.Failure is null && s.Kind is not StepKind.None).ToList();
        var after = written.Count == 0 ? before : await ReadAsync([.. written.Select(s => s.Wanted)], cancellationToken);
        foreach (var step in written) Verify(step, after);
        await FinishAsync(steps, cancellationToken);
        var ended = await EndSessionsAsync([.. steps.Where(MustEnd).Select(s => s.Wanted)], cancellationToken);
        return [.. steps.Select(s => s.Failure ?? AccountOutcome.Done(s.Wanted, ended.Contains(s.Wanted.Name)))];
    }

    /// <summary>Makes what the rows refer to; tells which accounts cannot be applied for it.</summary>
    protected virtual Task<Dictionary<T, AccountProblem>> PrepareAsync(IReadOnlyCollection<T> wanted, CancellationToken cancellationToken) =>
        Task.FromResult(new Dictionary<T, AccountProblem>());

    protected abstract RouterOsCommand Add(T wanted);

    /// <summary>The commands that make the row equal to the wish; none when it is.</summary>
    protected abstract IEnumerable<RouterOsCommand> Changes(T wanted, RouterOsRow row);

    /// <summary>What was read back is what was meant.</summary>
    protected abstract bool IsAsWanted(T wanted, RouterOsRow row);

    /// <summary>What is more to do for a kind, once the rows stand.</summary>
    protected virtual Task FinishAsync(IReadOnlyList<Step> steps, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the running sessions of these; returns the names that had one.</summary>
    protected virtual Task<IReadOnlySet<string>> EndSessionsAsync(IReadOnlyList<T> wanted, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<string>>(new HashSet<string>());

    /// <summary>Present and former names.</summary>
    protected static HashSet<string> NamesOf(IEnumerable<T> wanted) =>
        wanted.SelectMany(w => new[] { w.Name, w.Account.AppliedName }).OfType<string>().ToHashSet(StringComparer.Ordinal);

    protected RouterOsCommand Set(RouterOsRow row) => RouterOsCommand.Of($"{Menu}/set").With(".id", row.Id);

    /// <summary>A set that sets something; nothing otherwise.</summary>
    protected IEnumerable<RouterOsCommand> IfAny(RouterOsCommand set, RouterOsRow row) => set.Words.Count == Set(row).Words.Count ? [] : [set];

    private async Task<NamedRows> ReadAsync(IReadOnlyCollection<T> batch, CancellationToken cancellationToken) =>
        new(await RowMenu.ReadAsync(Connection, RouterOsCommand.Of($"{Menu}/print").Columns(Columns), "name", NamesOf(batch), cancellationToken));

    private Step Plan(T wanted, NamedRows rows, AccountProblem? problem, HashSet<OwnershipMark> leaving)
    {
        var ours = rows.Ours(wanted);
        if (!wanted.IsWanted)
            return ours is null ? new Step(wanted, StepKind.None, []) : new Step(wanted, StepKind.Remove, [RouterOsCommand.Of($"{Menu}/remove").With(".id", ours.Id)]);
        if (problem is not null) return Refused(wanted, new AccountOutcome(wanted, false, problem.Conflict, problem.Kind, problem.Text, false));
        if (rows.Named(wanted.Name) is { } other && other != ours && !(OwnershipMark.Parse(other["comment"]) is { } mark && leaving.Contains(mark)))
            return Refused(wanted, InTheWay(wanted, other));
        if (ours is null) return new Step(wanted, StepKind.Add, [Add(wanted)]);
        var changes = Changes(wanted, ours).ToList();
        return new Step(wanted, changes.Count == 0 ? StepKind.None : StepKind.Set, changes);
    }

    private static Step Refused(T wanted, AccountOutcome why) => new(wanted, StepKind.None, []) { Failure = why };

    /// <summary>A stranger's row is for a person to decide about; one of ours is on its way out, or to another name, and is waited for.</summary>
    private AccountOutcome InTheWay(T wanted, RouterOsRow row) => OwnershipMark.Parse(row["comment"]) switch
    {
        null => AccountOutcome.Conflicting(wanted,
            $"The router has a {Noun} named {wanted.Name} that is not ours. It was left alone: rename or remove it there, or choose another user name."),
        { Installation: var other } when other != wanted.Mark.Installation =>
            AccountOutcome.Conflicting(wanted, $"The {Noun} {wanted.Name} belongs to another installation ({other}). It was left alone."),
        _ => AccountOutcome.Unsettled(wanted, $"The {Noun} {wanted.Name} still belongs to another service of ours; its turn comes when that one is gone."),
    };

    private async Task SendAsync(IEnumerable<Step> steps, CancellationToken cancellationToken) =>
        await Task.WhenAll(steps.Select(async step =>
        {
            foreach (var command in step.Commands)
            {
                try
                {
                    await Connection.RunAsync(command, cancellationToken);
                }
                catch (RouterOsException e) when (e.Kind is RouterOsErrorKind.NoSuchItem or RouterOsErrorKind.Duplicate)
                {
                    // Somebody was faster, or an answer was lost: what is read back decides.
                }
                catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
                {
                    step.Failure = AccountOutcome.Failed(step.Wanted, e);
                    return;
                }
            }
        }));

    private void Verify(Step step, NamedRows rows)
    {
        var wanted = step.Wanted;
        var ours = rows.Ours(wanted);
        if (!wanted.IsWanted)
        {
            if (ours is not null) step.Failure = AccountOutcome.Unsettled(wanted, $"The router still has the {Noun} {wanted.Name}.");
            return;
        }
        if (ours is null)
        {
            step.Failure = rows.Named(wanted.Name) is { } other
                ? InTheWay(wanted, other)
                : AccountOutcome.Unsettled(wanted, $"The {Noun} {wanted.Name} is not on the router after adding it.");
            return;
        }
        if (ours.Text("name") != wanted.Name || !IsAsWanted(wanted, ours))
            step.Failure = AccountOutcome.Unsettled(wanted, $"The {Noun} {wanted.Name} reads back differently from what was written.");
    }

    /// <summary>A running session keeps its old limits until it is ended; the device signs in again by itself if it may.</summary>
    private static bool MustEnd(Step step) => step.Failure is null
        && ((step.Wanted.Account.AppliedContent is { } applied && applied != step.Wanted.Content) || !(step.Wanted.IsWanted && step.Wanted.Enabled));

    protected enum StepKind { None, Add, Set, Remove }

    protected sealed record Step(T Wanted, StepKind Kind, IReadOnlyList<RouterOsCommand> Commands)
    {
        public AccountOutcome? Failure { get; set; }
    }

    /// <summary>The rows read, by name.</summary>
    private sealed class NamedRows(List<RouterOsRow> rows)
    {
        private readonly ILookup<string, RouterOsRow> _byName = rows.ToLookup(r => r.Text("name"), StringComparer.Ordinal);

        public RouterOsRow? Named(string name) => _byName[name].FirstOrDefault();

        /// <summary>The row with our mark for this subscription, under its present or its former name.</summary>
        public RouterOsRow? Ours(WantedAccount wanted) => Marked(wanted, wanted.Name) ?? (wanted.Account.AppliedName is { } former ? Marked(wanted, former) : null);

        private RouterOsRow? Marked(WantedAccount wanted, string name) => _byName[name].FirstOrDefault(r => OwnershipMark.Parse(r["comment"]) == wanted.Mark);
    }
}

/// <summary>What keeps an account from being applied.</summary>
internal sealed record AccountProblem(bool Conflict, RouterOsErrorKind Kind, string Text);
