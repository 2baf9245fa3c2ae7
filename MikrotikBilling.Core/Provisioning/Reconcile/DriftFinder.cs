using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Provisioning.Reconcile;

/// <summary>
/// Compares a whole picture of a router with what the books want there, in memory. Values are compared by meaning (rates, durations,
/// addresses, case of MAC addresses), by the same rules as the lane writes by: what it would not write is no difference.
/// </summary>
/// <param name="picture">As read.</param>
/// <param name="site">Which installation, and the names of adopted profiles.</param>
/// <param name="knownProfiles">Ids of all profiles in the books.</param>
/// <param name="lists">Of static services without access.</param>
internal sealed class DriftFinder(RouterPicture picture, RouterSite site, IReadOnlySet<Guid> knownProfiles, BlockLists lists)
{
    private readonly List<Drift> _found = [];

    public IReadOnlyList<Drift> Find(IReadOnlyCollection<WantedAccount> accounts)
    {
        List<WantedSecret> secrets = [.. accounts.OfType<WantedSecret>()];
        List<WantedHotspotUser> users = [.. accounts.OfType<WantedHotspotUser>()];
        List<WantedQueue> queues = [.. accounts.OfType<WantedQueue>()];
        var pppSteps = Steps(secrets, s => s.Profile, p => p.Name, p => ProfilePlan.Of(p, picture.PppProfiles.Named(p.Name)));
        var hotspotSteps = Steps(users, u => u.Profile, p => p.Name, p => HotspotProfilePlan.Of(p, picture.HotspotProfiles.Named(p.Name)));
        Profiles(ProfilePlan.Menu, pppSteps);
        Profiles(HotspotProfilePlan.Menu, hotspotSteps);
        Rows(new SecretShape(), picture.Secrets, secrets, OwnershipMark.Secret, Problems(secrets, s => s.Profile.Name, pppSteps));
        Rows(new HotspotShape(), picture.HotspotUsers, users, OwnershipMark.Hotspot, Problems(users, u => u.Profile.Name, hotspotSteps));
        Rows(new QueueShape(), picture.Queues, queues, OwnershipMark.Queue, new Dictionary<WantedQueue, AccountProblem>());
        Blocks(queues);
        UnknownProfiles();
        return _found;
    }

    /// <summary>What is waiting for the lane is not drift; what waits for a person is told as a conflict.</summary>
    private static bool IsSettled(WantedAccount wanted) => wanted.Account is { IsHandsOff: false } account && (account.StaleSince is null || account.IsConflict);

    private static Dictionary<string, (ProfileStep Step, WantedAccount User)> Steps<T, TProfile>(
        List<T> accounts, Func<T, TProfile> profile, Func<TProfile, string> name, Func<TProfile, ProfileStep> step) where T : WantedAccount =>
        accounts.Where(a => a.IsWanted && IsSettled(a)).DistinctBy(a => name(profile(a)), StringComparer.Ordinal)
            .ToDictionary(a => name(profile(a)), a => (step(profile(a)), (WantedAccount)a), StringComparer.Ordinal);

    private static Dictionary<T, AccountProblem> Problems<T>(List<T> accounts, Func<T, string> name, Dictionary<string, (ProfileStep Step, WantedAccount User)> steps)
        where T : WantedAccount
    {
        var conflicts = steps.Where(s => s.Value.Step.Conflict is not null).ToDictionary(s => s.Key, s => s.Value.Step.Conflict!, StringComparer.Ordinal);
        return conflicts.Count == 0 ? [] : accounts.Where(a => conflicts.ContainsKey(name(a)))
            .ToDictionary(a => a, a => new AccountProblem(true, RouterOsErrorKind.Duplicate, conflicts[name(a)]));
    }

    private void Profiles(string menu, Dictionary<string, (ProfileStep Step, WantedAccount User)> steps)
    {
        foreach (var (step, user) in steps.Values)
        {
            if (step.Conflict is { } conflict) _found.Add(new Drift(DriftCategory.Conflicting, menu, step.Name, null, conflict, []));
            else if (step.Kind != StepKind.None)
                _found.Add(new Drift(CategoryOf(step.Kind), menu, step.Name, null, DriftWords.Of(step.Commands, step.Found), step.Commands) { User = user.Account });
        }
    }

    private void Rows<T>(RowShape<T> shape, RowsOnRouter rows, List<T> accounts, string kind, IReadOnlyDictionary<T, AccountProblem> problems) where T : WantedAccount
    {
        var claimed = new HashSet<RouterOsRow>();
        foreach (var step in AccountPlan.Of(shape, accounts, rows, problems))
        {
            if (step.Found is { } row) claimed.Add(row);
            else if (step.Wanted.Account.IsHandsOff && rows.Named(step.Wanted.Name) is { } known) claimed.Add(known);
            if (IsSettled(step.Wanted) && DriftOf(shape, step) is { } drift) _found.Add(drift);
        }
        var inTheWay = _found.Where(d => d.Category == DriftCategory.Conflicting && d.Menu == shape.Menu).Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows.All)
        {
            if (claimed.Contains(row) || row.Flag("dynamic")) continue;
            var mark = OwnershipMark.Parse(row["comment"]);
            var ours = mark is { } m && m.Installation == site.Installation && m.Kind == kind;
            if (ours) _found.Add(Orphan(shape.Menu, row, shape.GivesAccess(row)));
            else if (!inTheWay.Contains(row.Text("name"))) _found.Add(Foreign(shape.Menu, row, mark));
        }
    }

    private static Drift? DriftOf<T>(RowShape<T> shape, Step<T> step) where T : WantedAccount
    {
        var (wanted, account) = (step.Wanted, step.Wanted.Account);
        if (step.Failure is { } failure) return new Drift(DriftCategory.Conflicting, shape.Menu, wanted.Name, account, failure.Error, []);
        if (step.Kind == StepKind.None) return null;
        var found = step.Found?.Text("name");
        return new Drift(CategoryOf(step.Kind), shape.Menu, found ?? wanted.Name, account, DriftWords.Of(step.Kind == StepKind.Remove ? [] : step.Commands, step.Found), step.Commands)
        {
            FoundName = found,
            EndsSession = step.CutsOff || step.HasDrifted,
        };
    }

    private static DriftCategory CategoryOf(StepKind kind) => kind switch
    {
        StepKind.Add => DriftCategory.Missing,
        StepKind.Remove => DriftCategory.Orphaned,
        _ => DriftCategory.Changed,
    };

    private static Drift Orphan(string menu, RouterOsRow row, bool givesAccess) =>
        new(DriftCategory.Orphaned, menu, row.Text(menu == BlockPlan.Menu ? "address" : "name"), null, "Ours, and of no service any more.",
            [RouterOsCommand.Of($"{menu}/remove").With(".id", row.Id)])
        { EndsSession = givesAccess };

    private static Drift Foreign(string menu, RouterOsRow row, OwnershipMark? mark) => new(DriftCategory.Foreign, menu, row.Text("name"), null,
        mark is null ? row["comment"] : $"Of installation {mark.Installation}.", []);

    private void Blocks(List<WantedQueue> queues)
    {
        var known = new HashSet<OwnershipMark>();
        foreach (var wanted in queues)
        {
            known.Add(wanted.BlockMark);
            if (!IsSettled(wanted)) continue;
            var (wrong, missing) = BlockPlan.Of(wanted, picture.Blocked, lists);
            if (wrong.Count == 0 && !missing) continue;
            IReadOnlyList<RouterOsCommand> commands =
                [.. wrong.Select(r => RouterOsCommand.Of($"{BlockPlan.Menu}/remove").With(".id", r.Id)), .. missing ? [BlockPlan.Add(wanted, lists)] : Array.Empty<RouterOsCommand>()];
            _found.Add(new Drift(missing ? DriftCategory.Missing : DriftCategory.Changed, BlockPlan.Menu, wanted.Address, wanted.Account,
                missing ? $"{wanted.Name} has no access and is not on the list {lists.Of(wanted)}." : $"{wanted.Name} is on a list of ours and should not be.", commands)
            { EndsSession = missing });
        }
        foreach (var group in picture.Blocked.Where(g => g.Key is { Kind: OwnershipMark.Block } mark && mark.Installation == site.Installation && !known.Contains(mark)))
            foreach (var row in group) _found.Add(Orphan(BlockPlan.Menu, row, givesAccess: false));
    }

    /// <summary>PPP profiles of ours that the books know no more and that no secret uses.</summary>
    private void UnknownProfiles()
    {
        var used = picture.Secrets.All.Select(r => r.Text("profile")).ToHashSet(StringComparer.Ordinal);
        foreach (var row in picture.PppProfiles.All)
        {
            if (OwnershipMark.Parse(row["comment"]) is { Kind: OwnershipMark.Profile } mark && mark.Installation == site.Installation
                && Guid.TryParse(mark.Id, out var id) && !knownProfiles.Contains(id) && !used.Contains(row.Text("name")))
                _found.Add(Orphan(ProfilePlan.Menu, row, givesAccess: false));
        }
    }
}
