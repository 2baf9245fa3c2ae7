using System.Collections;
using System.Globalization;
using System.Text;
using QRCoder;

namespace MikrotikBilling.Web.Shell.Printing;

/// <summary>A QR code as the outline of what is dark in it: one short path, so that a thousand of them print quickly.</summary>
/// <param name="Size">Modules on a side, with the quiet border of four.</param>
public sealed record QrShape(int Size, string Path)
{
    /// <summary>Right, down, left, up: dark lies on the right hand of whoever walks.</summary>
    private static readonly (int X, int Y)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    /// <summary>For <c>viewBox</c>, with less of a border where the paper around it is quiet too.</summary>
    public string Box(int border = 2) => string.Create(CultureInfo.InvariantCulture, $"{4 - border} {4 - border} {Size - 8 + (2 * border)} {Size - 8 + (2 * border)}");

    public static QrShape Of(string text)
    {
        using var code = Encode(text);
        var size = code.ModuleMatrix.Count;
        return new QrShape(size, Outline(Edges(code.ModuleMatrix, size), size + 1));
    }

    /// <summary>
    /// Never in the first version: it has no alignment pattern, and of many on a sheet readers take corners of its neighbours for its own. The second one holds as
    /// much with twice the correction (ISO/IEC 18004, table 7: 1-M and 2-H).
    /// </summary>
    internal static QRCodeData Encode(string text)
    {
        var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        if (code.Version > 1) return code;
        code.Dispose();
        return QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.H, requestedVersion: 2);
    }

    /// <summary>For each direction and corner, whether an edge begins there. The quiet border spares looking over the rim.</summary>
    private static bool[][] Edges(List<BitArray> dark, int size)
    {
        var width = size + 1;
        var edges = new bool[4][];
        for (var d = 0; d < 4; d++) edges[d] = new bool[width * width];
        for (var y = 1; y < size - 1; y++)
        {
            for (var x = 1; x < size - 1; x++)
            {
                if (!dark[y][x]) continue;
                var at = (y * width) + x;
                edges[0][at] = !dark[y - 1][x];
                edges[1][at + 1] = !dark[y][x + 1];
                edges[2][at + width + 1] = !dark[y + 1][x];
                edges[3][at + width] = !dark[y][x - 1];
            }
        }
        return edges;
    }

    private static string Outline(bool[][] edges, int width)
    {
        var path = new StringBuilder();
        var (lastX, lastY) = (0, 0);
        for (var corner = 0; corner < edges[0].Length; corner++)
        {
            if (!edges[0][corner]) continue;
            var (x, y) = (corner % width, corner / width);
            path.Append(CultureInfo.InvariantCulture, $"m{x - lastX} {y - lastY}");
            Walk(path, edges, corner, width);
            (lastX, lastY) = (x, y);
        }
        return path.ToString();
    }

    /// <summary>Around one outline, back to where it began; each edge is walked once.</summary>
    private static void Walk(StringBuilder path, bool[][] edges, int corner, int width)
    {
        for (var direction = 0; direction >= 0; direction = Array.FindIndex(edges, e => e[corner]))
        {
            var (x, y) = Steps[direction];
            var run = 0;
            while (edges[direction][corner])
            {
                edges[direction][corner] = false;
                corner += (y * width) + x;
                run++;
            }
            path.Append(x != 0 ? 'h' : 'v').Append(CultureInfo.InvariantCulture, $"{run * (x + y)}");
        }
    }
}
