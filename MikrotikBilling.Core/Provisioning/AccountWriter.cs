using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// One pass over a batch of rows of one menu of a router: read, smallest difference, tagged commands, read back, end the sessions that
/// must end. Repeating it is harmless; a router that holds everything already gets no write. The shape says what a row is made of.
/// </summary>
internal abstract class AccountWriter<T>(IRouterOsConnection connection, RowShape<T> shape) where T : WantedAccount
{
    protected IRouterOsConnection Connection { get; } = connection;

    /// <param name="brake">Asked once, before anything of the batch is sent, with those who would be cut off; returns those who must wait.</param>
    public async Task<IReadOnlyList<AccountOutcome>> ApplyAsync(IReadOnlyList<T> batch, Brake brake, CancellationToken cancellationToken)
    {
        var rows = new RowsOnRouter(await ReadAsync(batch, cancellationToken));
        var held = await HeldAsync(batch, rows, brake, cancellationToken);
        var problems = await PrepareAsync([.. batch.Where(w => w.IsWanted && !held.Contains(w))], cancellationToken);
        var steps = AccountPlan.Of(shape, [.. batch.Where(w => !held.Contains(w))], rows, problems);
        // Rows that must go make room for those that take their names.
        await SendAsync(steps.Where(s => s.Kind == StepKind.Remove), cancellationToken);
        await SendAsync(steps.Where(s => s.Kind is StepKind.Add or StepKind.Set), cancellationToken);

        var written = steps.Where(s => s.Failure is null && s.Kind is not StepKind.None).ToList();
        var after = written.Count == 0 ? rows : new RowsOnRouter(await ReadAsync([.. written.Select(s => s.Wanted)], cancellationToken));
        foreach (var step in written) Verify(step, after);
        await FinishAsync(steps, cancellationToken);
        var ended = await EndSessionsAsync([.. steps.Where(MustEnd).Select(s => s.Wanted)], cancellationToken);
        return [.. steps.Select(s => s.Failure ?? AccountOutcome.Done(s.Wanted, ended.Contains(s.Wanted.Name)) with { WasGone = s is { Kind: StepKind.Add, Wanted.Account.AppliedName: not null } }), .. held.Select(AccountOutcome.Waiting)];
    }

    /// <summary>Makes what the rows refer to; tells which accounts cannot be applied for it.</summary>
    protected virtual Task<Dictionary<T, AccountProblem>> PrepareAsync(IReadOnlyCollection<T> wanted, CancellationToken cancellationToken) =>
        Task.FromResult(new Dictionary<T, AccountProblem>());

    /// <summary>Who would be cut off by this batch, as the router is now.</summary>
    protected virtual Task<IReadOnlyList<T>> CutOffAsync(IReadOnlyList<T> batch, RowsOnRouter rows, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<T>>([.. AccountPlan.Of(shape, batch, rows, new Dictionary<T, AccountProblem>()).Where(s => s.CutsOff).Select(s => s.Wanted)]);

    /// <summary>What is more to do for a kind, once the rows stand.</summary>
    protected virtual Task FinishAsync(IReadOnlyList<Step<T>> steps, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Ends the running sessions of these; returns the names that had one.</summary>
    protected virtual Task<IReadOnlySet<string>> EndSessionsAsync(IReadOnlyList<T> wanted, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<string>>(new HashSet<string>());

    /// <summary>Present and former names.</summary>
    protected static HashSet<string> NamesOf(IEnumerable<T> wanted) =>
        wanted.SelectMany(w => w.Names).ToHashSet(StringComparer.Ordinal);

    private Task<List<RouterOsRow>> ReadAsync(IReadOnlyCollection<T> batch, CancellationToken cancellationToken) =>
        RowMenu.ReadAsync(Connection, shape.Print, "name", NamesOf(batch), cancellationToken);

    private async Task<IReadOnlySet<T>> HeldAsync(IReadOnlyList<T> batch, RowsOnRouter rows, Brake brake, CancellationToken cancellationToken)
    {
        List<T> closing = [.. batch.Where(w => !(w is { IsWanted: true, Enabled: true, IsRedirected: false }) && !w.Account.IsByPerson && !w.IsGuest)];
        if (closing.Count == 0) return new HashSet<T>();
        var cut = await CutOffAsync(closing, rows, cancellationToken);
        return cut.Count > 0 && await brake(cut, cancellationToken) ? cut.ToHashSet() : new HashSet<T>();
    }

    private async Task SendAsync(IEnumerable<Step<T>> steps, CancellationToken cancellationToken) =>
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

    private void Verify(Step<T> step, RowsOnRouter rows)
    {
        var wanted = step.Wanted;
        var ours = rows.Ours(wanted);
        if (!wanted.IsWanted)
        {
            if (ours is not null) step.Failure = AccountOutcome.Unsettled(wanted, $"The router still has the {shape.Noun} {wanted.Name}.");
            return;
        }
        if (ours is null)
        {
            step.Failure = rows.Named(wanted.Name) is { } other
                ? AccountPlan.InTheWay(shape, wanted, other)
                : AccountOutcome.Unsettled(wanted, $"The {shape.Noun} {wanted.Name} is not on the router after adding it.");
            return;
        }
        if (ours.Text("name") != wanted.Name || !shape.IsAsWanted(wanted, ours))
            step.Failure = AccountOutcome.Unsettled(wanted, $"The {shape.Noun} {wanted.Name} reads back differently from what was written.");
    }

    /// <summary>
    /// A running session keeps its old limits until it is ended; the device signs in again by itself if it may. Taking a row over ends none.
    /// </summary>
    private static bool MustEnd(Step<T> step) => step.Failure is null && !step.Wanted.Account.Adopts
        && (step.HasDrifted || (step.Wanted.Account.AppliedContent is { } applied && applied != step.Wanted.Content) || !(step.Wanted.IsWanted && step.Wanted.Enabled));
}

/// <summary>True when these may not be cut off now without a person's word.</summary>
internal delegate Task<bool> Brake(IReadOnlyCollection<WantedAccount> cut, CancellationToken cancellationToken);
