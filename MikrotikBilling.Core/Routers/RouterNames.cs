using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Audit;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Routers;

/// <summary>Names routers in the history.</summary>
internal sealed class RouterNames(AppDbContext db) : IRecordNames
{
    public string Field => "RouterId";

    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        await db.Set<Router>().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Name, cancellationToken);
}
