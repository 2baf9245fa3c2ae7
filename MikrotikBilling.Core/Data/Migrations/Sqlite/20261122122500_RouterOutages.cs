using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RouterOutages : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "CountedSince",
                table: "RouterStatuses",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "RouterOutages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RouterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    ErrorKind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    FormerName = table.Column<string>(type: "TEXT", maxLength: 80, nullable: true)
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
