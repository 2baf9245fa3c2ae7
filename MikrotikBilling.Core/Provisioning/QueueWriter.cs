using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning;

/// <summary>
/// Simple queues for fixed addresses (RouterOS manual, "Queues"). A queue limits; what shuts an address out is its entry in the list of
/// the blocked, which one firewall rule of the operator drops.
/// </summary>
internal sealed class QueueWriter(IRouterOsConnection connection, string blockedList) : AccountWriter<WantedQueue>(connection, new QueueShape())
{
    /// <summary>A queue shuts nobody out; who would newly be on the list of the blocked is cut off.</summary>
    protected override async Task<IReadOnlyList<WantedQueue>> CutOffAsync(IReadOnlyList<WantedQueue> batch, RowsOnRouter rows, CancellationToken cancellationToken)
    {
        var entries = await EntriesAsync(cancellationToken);
        return [.. batch.Where(w => rows.Ours(w) is not null && (!w.IsWanted || (IsBlocked(w) && !entries[w.BlockMark].Any())))];
    }

    /// <summary>Who has no access is put on the list of the blocked, who has it again is taken off; only entries with our mark are touched.</summary>
    protected override async Task FinishAsync(IReadOnlyList<Step<WantedQueue>> steps, CancellationToken cancellationToken)
    {
        var before = await EntriesAsync(cancellationToken);
        var changes = new List<(Step<WantedQueue> Step, Task Work)>();
        foreach (var step in steps.Where(s => s.Failure is null))
        {
            var wrong = before[step.Wanted.BlockMark].Where(e => !IsBlocked(step.Wanted) || e.Text("address") != step.Wanted.Address).ToList();
            var missing = IsBlocked(step.Wanted) && !before[step.Wanted.BlockMark].Any(e => e.Text("address") == step.Wanted.Address);
            if (wrong.Count > 0 || missing) changes.Add((step, ChangeAsync(step, wrong, missing, cancellationToken)));
        }
        if (changes.Count == 0) return;
        await Task.WhenAll(changes.Select(c => c.Work));
        var after = await EntriesAsync(cancellationToken);
        foreach (var (step, _) in changes.Where(c => c.Step.Failure is null && IsBlocked(c.Step.Wanted) != after[c.Step.Wanted.BlockMark].Any()))
            step.Failure = AccountOutcome.Unsettled(step.Wanted, $"The list {blockedList} does not hold what it should for {step.Wanted.Address}.");
    }

    private async Task ChangeAsync(Step<WantedQueue> step, List<RouterOsRow> wrong, bool missing, CancellationToken cancellationToken)
    {
        var wanted = step.Wanted;
        try
        {
            await RowMenu.RemoveAsync(Connection, "/ip/firewall/address-list", wrong, cancellationToken);
            if (missing)
                await Connection.RunAsync(RouterOsCommand.Of("/ip/firewall/address-list/add").With("list", blockedList).With("address", wanted.Address)
                    .With("comment", wanted.BlockMark.ToComment(wanted.Name)), cancellationToken);
        }
        catch (RouterOsException e) when (e.Kind == RouterOsErrorKind.Duplicate)
        {
            step.Failure = AccountOutcome.Conflicting(wanted, $"The list {blockedList} has an entry for {wanted.Address} that is not ours. It was left alone; the address stays blocked until it is removed there.");
        }
        catch (RouterOsException e) when (e is { IsConnectionFault: false, IsTransient: false })
        {
            step.Failure = AccountOutcome.Failed(wanted, e);
        }
    }

    private async Task<ILookup<OwnershipMark?, RouterOsRow>> EntriesAsync(CancellationToken cancellationToken) =>
        (await RowMenu.AllAsync(Connection, RouterOsCommand.Of("/ip/firewall/address-list/print").Columns(".id", "address", "comment").WhereEquals("list", blockedList), cancellationToken))
            .ToLookup(r => OwnershipMark.Parse(r["comment"]));

    private static bool IsBlocked(WantedQueue wanted) => wanted is { IsWanted: true, Enabled: false };
}
