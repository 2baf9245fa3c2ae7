using MikrotikBilling.Core.Audit;

namespace MikrotikBilling.Web.Features.Audit;

/// <summary>Finds the names of records that changed fields point to, one question for each kind that occurs.</summary>
public sealed class ChangeNames(IEnumerable<IRecordNames> sources)
{
    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(IEnumerable<IReadOnlyList<AuditChange>> changes, CancellationToken cancellationToken)
    {
        var names = new Dictionary<Guid, string>();
        var all = changes.SelectMany(c => c).ToList();
        foreach (var source in sources)
        {
            var ids = all.Where(c => c.Field == source.Field).SelectMany(c => new[] { c.Before, c.After })
                .Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct().ToList();
            if (ids.Count == 0) continue;
            foreach (var (id, name) in await source.NamesAsync(ids, cancellationToken)) names[id] = name;
        }
        return names;
    }
}
