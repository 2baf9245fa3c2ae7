using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// One pass over a batch of PPP secrets on one router: read, smallest difference, tagged commands, read back, end the sessions that must
/// end. Repeating it is harmless; a router that holds everything already gets no write.
/// </summary>
internal sealed class SecretWriter(IRouterOsConnection connection)
{
    public async Task<IReadOnlyList<AccountOutcome>> ApplyAsync(IReadOnlyList<WantedSecret> batch, CancellationToken cancellationToken)
    {
        var profiles = batch.Select(w => w.Profile).OfType<WantedProfile>().DistinctBy(p => p.Name).ToList();
        var problems = await ProfileWriter.EnsureAsync(connection, profiles, cancellationToken);

        var before = await ReadAsync(batch, cancellationToken);
        var steps = batch.Select(wanted => Plan(wanted, before, problems)).ToList();
        // Rows that must go make room for those that take their names.
        await SendAsync(steps.Where(s => s.Kind == StepKind.Remove), cancellationToken);
        await SendAsync(steps.Where(s => s.Kind is StepKind.Add or StepKind.Set), cancellationToken);

        var written = steps.Where(s => s.Failure is null && s.Kind is StepKind.Add or StepKind.Set or StepKind.Remove).ToList();
        var after = written.Count == 0 ? before : await ReadAsync([.. written.Select(s => s.Wanted)], cancellationToken);
        foreach (var step in written) Verify(step, after);
        var ended = await EndSessionsAsync(steps, cancellationToken);
        return [.. steps.Select(s => s.Failure ?? AccountOutcome.Done(s.Wanted, ended.Contains(s.Wanted.Name)))];
    }

    private async Task<SecretRows> ReadAsync(IReadOnlyCollection<WantedSecret> batch, CancellationToken cancellationToken)
    {
        var names = batch.SelectMany(w => new[] { w.Name, w.Account.AppliedName }).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return new SecretRows(await PppMenu.SecretsAsync(connection, names, cancellationToken));
    }

    private static Step Plan(WantedSecret wanted, SecretRows rows, Dictionary<string, AccountProblem> problems)
    {
        var ours = rows.Ours(wanted);
        if (!wanted.IsWanted)
            return ours is null ? new Step(wanted, StepKind.None) : new Step(wanted, StepKind.Remove, RouterOsCommand.Of("/ppp/secret/remove").With(".id", ours.Id));
        if (problems.TryGetValue(wanted.Profile!.Name, out var problem)) return Problem(wanted, problem);
        if (rows.Named(wanted.Name) is { } other && other != ours)
            return new Step(wanted, StepKind.None) { Failure = AccountOutcome.Conflicting(wanted, Foreign(wanted, other)) };
        if (ours is null) return new Step(wanted, StepKind.Add, Add(wanted));

        var set = RouterOsCommand.Of("/ppp/secret/set").With(".id", ours.Id);
        var changes = set
            .With("name", ours.Text("name") == wanted.Name ? null : wanted.Name)
            .With("password", wanted.PasswordIsApplied ? null : wanted.Password)
            .With("profile", ours.Text("profile") == wanted.Profile.Name ? null : wanted.Profile.Name)
            .With("service", ours.Text("service") == "pppoe" ? null : "pppoe")
            .With("comment", ours.Text("comment") == wanted.Comment ? null : wanted.Comment)
            .With("disabled", ours.Flag("disabled") == !wanted.Enabled ? null : wanted.Enabled ? "no" : "yes");
        return changes.Words.Count == set.Words.Count ? new Step(wanted, StepKind.None) : new Step(wanted, StepKind.Set, changes);
    }

    private static RouterOsCommand Add(WantedSecret wanted) => RouterOsCommand.Of("/ppp/secret/add")
        .With("name", wanted.Name).With("password", wanted.Password).With("service", "pppoe").With("profile", wanted.Profile!.Name)
        .With("comment", wanted.Comment).With("disabled", !wanted.Enabled);

    private static Step Problem(WantedSecret wanted, AccountProblem problem) => new(wanted, StepKind.None)
    {
        Failure = new AccountOutcome(wanted, false, problem.Conflict, problem.Kind, problem.Text, false),
    };

    private static string Foreign(WantedSecret wanted, RouterOsRow row) => OwnershipMark.Parse(row["comment"]) switch
    {
        null => $"The router has a PPP secret named {wanted.Name} that is not ours. It was left alone: rename or remove it there, or choose another user name.",
        { Installation: var other } when other != wanted.Mark.Installation =>
            $"The PPP secret {wanted.Name} belongs to another installation ({other}). It was left alone.",
        _ => $"The PPP secret {wanted.Name} belongs to another subscription of ours. It was left alone.",
    };

    private async Task SendAsync(IEnumerable<Step> steps, CancellationToken cancellationToken) =>
        await Task.WhenAll(steps.Select(async step =>
        {
            try
            {
                await connection.RunAsync(step.Command!, cancellationToken);
            }
            catch (RouterOsException e) when (e.Kind is RouterOsErrorKind.NoSuchItem or RouterOsErrorKind.Duplicate)
            {
                // Somebody was faster, or an answer was lost: what is read back decides.
            }
            catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
            {
                step.Failure = AccountOutcome.Failed(step.Wanted, e);
            }
        }));

    private static void Verify(Step step, SecretRows rows)
    {
        var wanted = step.Wanted;
        var ours = rows.Ours(wanted);
        if (!wanted.IsWanted)
        {
            if (ours is not null) step.Failure = AccountOutcome.Unsettled(wanted, $"The router still has the PPP secret {wanted.Name}.");
            return;
        }
        if (ours is null)
        {
            step.Failure = rows.Named(wanted.Name) is { } other
                ? AccountOutcome.Conflicting(wanted, Foreign(wanted, other))
                : AccountOutcome.Unsettled(wanted, $"The PPP secret {wanted.Name} is not on the router after adding it.");
            return;
        }
        if (ours.Text("name") != wanted.Name || ours.Text("profile") != wanted.Profile!.Name || ours.Flag("disabled") == wanted.Enabled)
            step.Failure = AccountOutcome.Unsettled(wanted, $"The PPP secret {wanted.Name} reads back differently from what was written.");
    }

    /// <summary>A running session keeps its old limits until it is ended; the client dials again by itself.</summary>
    private async Task<HashSet<string>> EndSessionsAsync(List<Step> steps, CancellationToken cancellationToken)
    {
        var names = steps.Where(s => s.Failure is null && s.Wanted.Account.AppliedContent is { } applied && applied != s.Wanted.Content
                || (s.Failure is null && !(s.Wanted.IsWanted && s.Wanted.Enabled)))
            .SelectMany(s => new[] { s.Wanted.Name, s.Wanted.Account.AppliedName }).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var ended = new HashSet<string>(StringComparer.Ordinal);
        await Task.WhenAll((await PppMenu.ActiveAsync(connection, names, cancellationToken)).Select(async row =>
        {
            try
            {
                await connection.RunAsync(RouterOsCommand.Of("/ppp/active/remove").With(".id", row.Id), cancellationToken);
            }
            catch (RouterOsException e) when (e.Kind == RouterOsErrorKind.NoSuchItem)
            {
                // it ended by itself
            }
            lock (ended) ended.Add(row.Text("name"));
        }));
        return ended;
    }

    private enum StepKind { None, Add, Set, Remove }

    private sealed record Step(WantedSecret Wanted, StepKind Kind, RouterOsCommand? Command = null)
    {
        public AccountOutcome? Failure { get; set; }
    }

    /// <summary>The rows read, by name.</summary>
    private sealed class SecretRows(List<RouterOsRow> rows)
    {
        private readonly ILookup<string, RouterOsRow> _byName = rows.ToLookup(r => r.Text("name"), StringComparer.Ordinal);

        public RouterOsRow? Named(string name) => _byName[name].FirstOrDefault();

        /// <summary>The row with our mark for this subscription, under its present or its former name.</summary>
        public RouterOsRow? Ours(WantedSecret wanted) => Marked(wanted, wanted.Name) ?? (wanted.Account.AppliedName is { } former ? Marked(wanted, former) : null);

        private RouterOsRow? Marked(WantedSecret wanted, string name) => _byName[name].FirstOrDefault(r => OwnershipMark.Parse(r["comment"]) == wanted.Mark);
    }
}
