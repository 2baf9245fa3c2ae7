using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Data;

/// <summary>
/// Pages of a long list whose filter no index serves (a word somewhere in the text). A page looks through at most <see cref="Window"/> rows, so it costs
/// the same wherever it is; when that was not enough it comes back short, even empty, with a cursor that goes on from there.
/// </summary>
internal static class WindowedPages
{
    public const int Window = 5000;

    /// <param name="rows">What the index serves, from the cursor on, in the order of the index.</param>
    /// <param name="filter">The rest of the filter; null when the index serves it all.</param>
    /// <param name="order">Repeats the order of <paramref name="rows"/>.</param>
    /// <param name="cursor">Of a row, to go on from it backwards (true) or forwards.</param>
    /// <param name="here">The cursor this page was asked with, turned backwards (true) or forwards; null for the first page.</param>
    public static async Task<Page<T>> ReadAsync<T>(
        IQueryable<T> rows, Func<IQueryable<T>, IQueryable<T>>? filter, Func<IQueryable<T>, IQueryable<T>> order, int size, bool back,
        Func<T, bool, string> cursor, Func<bool, string>? here, CancellationToken cancellationToken) where T : class
    {
        var wanted = filter is null ? rows : order(filter(rows.Take(Window)));
        var found = await wanted.Take(size + 1).ToListAsync(cancellationToken);
        var more = found.Count > size;
        if (more) found.RemoveAt(size);
        var edge = more || filter is null ? null : await rows.Skip(Window - 1).FirstOrDefaultAsync(cancellationToken);
        if (back) found.Reverse();

        var onwards = more ? cursor(back ? found[0] : found[^1], back) : edge is null ? null : cursor(edge, back);
        var whence = here is null ? null : found.Count == 0 ? here(!back) : cursor(back ? found[^1] : found[0], !back);
        return back ? new Page<T>(found, whence) { Previous = onwards } : new Page<T>(found, onwards) { Previous = whence };
    }
}
