using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class RouterOutages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "CountedSince",
                table: "RouterStatuses",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "RouterOutages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RouterId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    StartedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    EndedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    ErrorKind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    FormerName = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RouterOutages", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RouterOutages_RouterId",
                table: "RouterOutages",
                column: "RouterId",
                unique: true,
                filter: "\"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_RouterOutages_TenantId_EndedAt_StartedAt",
                table: "RouterOutages",
                columns: new[] { "TenantId", "EndedAt", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_RouterOutages_TenantId_RouterId_StartedAt_Id",
                table: "RouterOutages",
                columns: new[] { "TenantId", "RouterId", "StartedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_RouterOutages_TenantId_StartedAt_Id",
                table: "RouterOutages",
                columns: new[] { "TenantId", "StartedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RouterOutages");

            migrationBuilder.DropColumn(
                name: "CountedSince",
                table: "RouterStatuses");
        }
    }
}
